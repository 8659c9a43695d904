package dev.freshet.sink.memcached.classic;

import java.nio.ByteBuffer;

/**
 * An item in the answer to {@code gets}, as it comes in (memcached doc/protocol.txt, "Retrieval
 * command"). Used by one thread.
 */
final class TextItem {

  private static final String VALUE = "VALUE ";

  private final int flags;
  private final long version;
  private final ValueBytes value;
  private boolean terminated;

  /**
   * An item of which the first line is there.
   *
   * @param line {@code VALUE KEY FLAGS BYTES CAS}
   * @param key the key that was asked for, a character for each byte
   * @throws IllegalArgumentException if the line is no such line, or for another key
   */
  TextItem(String line, String key) {
    String start = VALUE + key + " ";
    String[] numbers = line.substring(Math.min(line.length(), start.length())).split(" ", -1);
    if (!line.startsWith(start) || numbers.length != 3) {
      throw new IllegalArgumentException("not the item that was asked for");
    }
    flags = Integer.parseUnsignedInt(numbers[0]);
    value = new ValueBytes(Integer.parseInt(numbers[1]));
    version = Long.parseUnsignedLong(numbers[2]);
  }

  /** Whether {@code line} may be the first of one. */
  static boolean begins(String line) {
    return line.startsWith(VALUE);
  }

  /**
   * Takes what is there of the value.
   *
   * @return whether a line comes next
   */
  boolean take(ByteBuffer buffer) {
    return value.take(buffer);
  }

  /** Whether nothing but the end of the answer is to come. */
  boolean isTerminated() {
    return terminated;
  }

  /**
   * Takes the line end behind the value.
   *
   * @return whether {@code line}, which stands there, is that
   */
  boolean terminate(String line) {
    terminated = line.isEmpty();
    return terminated;
  }

  ClassicItem item() {
    return new ClassicItem(value.bytes(), flags, version);
  }
}
