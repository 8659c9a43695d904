package dev.freshet.transformers.bytes;

import java.util.Arrays;

/**
 * Bytes that grow as text is appended; the memory is used again after {@link #clear}. Not
 * thread-safe.
 *
 * <p>Appending throws {@link ArithmeticException} once the content would be larger than an array
 * can be (2 GiB).
 */
public final class ByteBuilder {

  /** A buffer that one large row has made larger than this, in bytes, is not kept for the next. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final int INITIAL_BYTES = 256;
  private static final byte[] HEX = Ascii.bytes("0123456789abcdef");
  private static final byte[] MINIMUM_LONG = Ascii.bytes("-9223372036854775808");

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  /** Forgets the content. */
  public void clear() {
    length = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[INITIAL_BYTES];
    }
  }

  /** The array that holds the content from index 0; only valid until the next change. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes have been appended. */
  public int length() {
    return length;
  }

  /** Makes the content {@code newLength} bytes long; bytes that this adds have no defined value. */
  public void setLength(int newLength) {
    if (newLength > length) {
      reserve(newLength - length);
    }
    length = newLength;
  }

  /** The content in an array of exactly its size. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** Appends an ASCII character. */
  public void append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
  }

  /** Appends all of {@code source}. */
  public void append(byte[] source) {
    append(source, 0, source.length);
  }

  /** Appends a part of {@code source}. */
  public void append(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Appends the two lower-case hexadecimal digits of {@code value}. */
  public void appendHex(byte value) {
    reserve(2);
    bytes[length++] = HEX[(value >> 4) & 0xf];
    bytes[length++] = HEX[value & 0xf];
  }

  /** Appends a character as UTF-8; what is no character (a lone surrogate) as U+FFFD. */
  public void appendCodePoint(int codePoint) {
    reserve(4);
    if (codePoint < 0x80) {
      bytes[length++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xc0 | (codePoint >> 6));
      bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint >= 0x10000) {
      bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    } else if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
      append(Utf8.REPLACEMENT);
    } else {
      bytes[length++] = (byte) (0xe0 | (codePoint >> 12));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (codePoint & 0x3f));
    }
  }

  /** Appends a number in decimal. */
  public void append(long value) {
    if (value == Long.MIN_VALUE) {
      append(MINIMUM_LONG);
      return;
    }
    if (value < 0) {
      append('-');
    }
    long rest = Math.abs(value);
    int digits = digits(rest);
    reserve(digits);
    length += digits;
    for (int i = length - 1; i >= length - digits; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Appends a number of which all 64 bits are digits. */
  public void appendUnsigned(long value) {
    if (value < 0) {
      append(Long.divideUnsigned(value, 10));
      append(Long.remainderUnsigned(value, 10));
    } else {
      append(value);
    }
  }

  /** Appends zeros. */
  void appendZeros(int count) {
    reserve(count);
    Arrays.fill(bytes, length, length + count, (byte) '0');
    length += count;
  }

  /** Makes room for {@code count} more bytes. */
  void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      long doubled = Math.min(2L * bytes.length, Integer.MAX_VALUE - 8L);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
  }

  private static int digits(long positive) {
    int digits = 1;
    for (long bound = 10; positive >= bound && digits < 19; bound *= 10) {
      digits++;
    }
    return digits;
  }
}
