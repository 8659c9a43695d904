package dev.freshet.sink.memcached.classic;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A value that comes in piece by piece. Memory is taken as it comes, whatever length the server has
 * announced. Used by one thread.
 */
final class ValueBytes {

  private static final int FIRST_BYTES = 64 * 1024;

  private final int length;
  private byte[] bytes;
  private int filled;

  /**
   * @param length how many bytes there will be
   * @throws IllegalArgumentException if it is negative
   */
  ValueBytes(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("a length below 0");
    }
    this.length = length;
    this.bytes = new byte[Math.min(length, FIRST_BYTES)];
  }

  /**
   * Takes what is there of the value, and nothing behind it.
   *
   * @return whether all of it has been taken
   */
  boolean take(ByteBuffer buffer) {
    while (filled < length && buffer.hasRemaining()) {
      if (filled == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
      }
      int piece = Math.min(bytes.length - filled, buffer.remaining());
      buffer.get(bytes, filled, piece);
      filled += piece;
    }
    return filled == length;
  }

  /** The value, once all of it has been taken. */
  byte[] bytes() {
    return bytes;
  }
}
