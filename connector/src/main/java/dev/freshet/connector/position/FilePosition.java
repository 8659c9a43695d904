package dev.freshet.connector.position;

import dev.freshet.api.change.SourcePosition;
import java.math.BigInteger;

/**
 * A place in the binlog of a server without GTIDs.
 *
 * @param file the binlog file's name, such as {@code binlog.000003}
 * @param offset the offset in it, in bytes; files may be larger than 4 GiB
 */
public record FilePosition(String file, long offset) implements BinlogPosition {

  static final String PREFIX = "file:";

  /** FN_REFLEN of the servers. */
  private static final int LONGEST_NAME = 512;

  /** Where the first event of a file lies, behind the file's magic number. */
  public static final long FIRST_OFFSET = 4;

  /**
   * A position.
   *
   * @throws IllegalArgumentException if the file's name does not end with a number
   */
  public FilePosition {
    if (numberAt(file) == file.length()) {
      throw new IllegalArgumentException("'" + file + "' is not the name of a binlog file");
    }
  }

  /** Whether a name can be that of a binlog file: it ends with a point and a number. */
  public static boolean isFileName(String text) {
    return text.length() <= LONGEST_NAME && numberAt(text) < text.length();
  }

  static FilePosition parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' is not a file and an offset");
    }
    try {
      return new FilePosition(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' does not end with an offset", e);
    }
  }

  /**
   * Compares the files by their numbers (999999 is followed by 1000000, which as text would come
   * first) and then the offsets.
   */
  @Override
  public boolean covers(SourcePosition other) {
    if (!(other instanceof FilePosition position)) {
      return false;
    }
    if (file.equals(position.file)) {
      return offset >= position.offset;
    }
    return number(file).compareTo(number(position.file)) > 0;
  }

  private static BigInteger number(String file) {
    return new BigInteger(file.substring(numberAt(file)));
  }

  private static int numberAt(String file) {
    int at = file.length();
    while (at > 0 && file.charAt(at - 1) >= '0' && file.charAt(at - 1) <= '9') {
      at--;
    }
    return at > 0 && file.charAt(at - 1) == '.' ? at : file.length();
  }

  /** 26 bits of the file's number and 36 of the offset, which alone tells how far one has read. */
  @Override
  public long order(long changes) {
    BigInteger mask = BigInteger.ONE.shiftLeft(26).subtract(BigInteger.ONE);
    return number(file).and(mask).longValue() << 36 | Math.min(offset, (1L << 36) - 1);
  }

  @Override
  public String text() {
    return PREFIX + file + ":" + offset;
  }

  @Override
  public String toString() {
    return text();
  }
}
