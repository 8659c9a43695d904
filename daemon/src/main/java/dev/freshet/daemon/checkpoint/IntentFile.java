package dev.freshet.daemon.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the intents that are stored between two writes of the checkpoint file, where one
 * write to the disk has to do. Not thread-safe.
 *
 * <p>The file has two places of the same size, which take turns: while one is written, the other
 * holds what was stored before. A place is text, fields between tabs: {@code freshet-intents 1}, a
 * line {@code sequence} with a number that grows with each write, a line {@code pool}, name and
 * intent for each pool, the CRC-32C of these lines as in the checkpoint file, and line ends up to
 * its size. The highest sequence of those that are whole counts. The size never changes, so that
 * forcing the file to the disk does not touch the file system's own records.
 *
 * <p>Where there is a line {@code boot}, with what tells this life of the machine from any other,
 * what was stored later may not have been forced. Whoever reads it in the same life finds it all
 * the same; in another one, changes may have been handed over up to what a line {@code claim} says
 * of a pool. One place has been forced with the claims of both at any time.
 */
final class IntentFile implements Closeable {

  private static final String HEADER = "freshet-intents\t1\n";

  /** The smallest size of a place, a page of the disk. */
  private static final int LEAST_BYTES = 4096;

  /** What was stored last, or nothing. */
  static final Stored NOTHING = new Stored(0, Map.of(), "", Map.of());

  private final Path path;
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private int placeBytes;

  /** The place that was forced last, which is left alone until the other one has been. */
  private int forcedPlace;

  /**
   * What a place holds.
   *
   * @param sequence 0 for nothing
   * @param intents by pool, as their source wrote them
   * @param boot the life of the machine in which it was written; empty if all is forced
   * @param claims by pool, how far changes may be handed over before this is forced again
   */
  record Stored(
      long sequence, Map<String, String> intents, String boot, Map<String, String> claims) {}

  /**
   * @param path where the file is or will be
   */
  IntentFile(Path path) {
    this.path = path;
  }

  /**
   * What was stored last.
   *
   * @throws CheckpointException if neither place is whole
   */
  Stored read() throws CheckpointException {
    byte[] bytes;
    try {
      if (!Files.exists(path)) {
        return NOTHING;
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw CheckpointFile.unreadable(path, e);
    }
    int half = bytes.length / 2;
    Stored first = parse(new String(bytes, 0, half, UTF_8));
    Stored second = parse(new String(bytes, half, bytes.length - half, UTF_8));
    if (first.sequence() == 0 && second.sequence() == 0) {
      throw new CheckpointException(
          "The file " + path + " is damaged: neither of its two parts is whole",
          "Move it away: what was handed to pools last may then be sent once more, so that readers"
              + " may see values of the last seconds before the stop again for a moment");
    }
    return first.sequence() > second.sequence() ? first : second;
  }

  /** What the text of a place says; nothing if it is not whole. */
  static Stored parse(String place) {
    int end = place.indexOf(CheckpointFile.CHECKSUM);
    if (!place.startsWith(HEADER) || end < 0) {
      return NOTHING;
    }
    String body = place.substring(0, end);
    if (!place.startsWith(CheckpointFile.checksumOf(body), end)) {
      return NOTHING;
    }
    long sequence = 0;
    String boot = "";
    Map<String, String> intents = new TreeMap<>();
    Map<String, String> claims = new TreeMap<>();
    for (String line : body.split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      if (fields[0].equals("sequence")) {
        sequence = Long.parseLong(fields[1]);
      } else if (fields[0].equals("pool")) {
        intents.put(fields[1], fields[2]);
      } else if (fields[0].equals("boot")) {
        boot = fields[1];
      } else if (fields[0].equals("claim")) {
        claims.put(fields[1], fields[2]);
      }
    }
    return new Stored(sequence, intents, boot, claims);
  }

  /**
   * Stores intents in the place of those before; if it throws, those that were forced are still
   * there.
   *
   * @param force whether they are on the disk when this returns; if not, the system has them
   */
  void write(Stored stored, boolean force) throws IOException {
    byte[] text = text(stored).getBytes(UTF_8);
    FileChannel open = channel;
    if (open == null || text.length > placeBytes) {
      create(text);
      return;
    }
    int place = 1 - forcedPlace;
    put(open, padded(text, placeBytes), place);
    if (force) {
      open.force(false);
      forcedPlace = place;
    }
  }

  private static String text(Stored stored) {
    StringBuilder body = new StringBuilder(HEADER);
    body.append("sequence\t").append(stored.sequence()).append('\n');
    appendEach(body, "pool", stored.intents());
    if (!stored.boot().isEmpty()) {
      body.append("boot\t").append(stored.boot()).append('\n');
      appendEach(body, "claim", stored.claims());
    }
    return body + CheckpointFile.checksumOf(body.toString());
  }

  private static void appendEach(StringBuilder body, String what, Map<String, String> places) {
    places.forEach(
        (pool, place) ->
            body.append(what).append('\t').append(pool).append('\t').append(place).append('\n'));
  }

  private static byte[] padded(byte[] text, int size) {
    byte[] padded = Arrays.copyOf(text, size);
    Arrays.fill(padded, text.length, size, (byte) '\n');
    return padded;
  }

  private void put(FileChannel open, byte[] bytes, int place) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long at = (long) place * placeBytes;
    while (buffer.hasRemaining()) {
      open.write(buffer, at + buffer.position());
    }
  }

  /** Makes a new file with room for twice as much, in the place of the one that there may be. */
  private void create(byte[] text) throws IOException {
    close();
    placeBytes = Math.max(LEAST_BYTES, Integer.highestOneBit(text.length) * 4);
    CheckpointFile.replace(path, padded(padded(text, placeBytes), 2 * placeBytes));
    channel = FileChannel.open(path, StandardOpenOption.WRITE);
    key = key();
    forcedPlace = 0;
  }

  /**
   * Has the next {@link #write} make a new file if the one that is open is not at its path any
   * more, where nobody would find what is written to it.
   */
  void closeIfReplaced() throws IOException {
    if (channel != null && !Objects.equals(key, key())) {
      close();
    }
  }

  /** Tells the file at the path from any other; null if there is none. */
  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
