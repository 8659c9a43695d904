package dev.freshet.sink.memcached.classic;

import java.nio.ByteBuffer;

/**
 * The answer to a get that has found something, as it comes in (memcached doc/protocol-binary.txt,
 * "Get"). Used by one thread.
 */
final class BinaryItem {

  private static final int EXTRAS_BYTES = 4;

  private final long version;
  private final ValueBytes extras = new ValueBytes(EXTRAS_BYTES);
  private final ValueBytes value;

  /**
   * An item of which the header is there.
   *
   * @param version the header's CAS value
   * @throws IllegalArgumentException if such an answer does not have such lengths
   */
  BinaryItem(int keyBytes, int extrasBytes, int bodyBytes, long version) {
    if (keyBytes != 0 || extrasBytes != EXTRAS_BYTES || bodyBytes < EXTRAS_BYTES) {
      throw new IllegalArgumentException("no answer to a get has such lengths");
    }
    this.version = version;
    this.value = new ValueBytes(bodyBytes - EXTRAS_BYTES);
  }

  /**
   * Takes what is there of it.
   *
   * @return whether all of it has been taken
   */
  boolean take(ByteBuffer buffer) {
    return extras.take(buffer) && value.take(buffer);
  }

  ClassicItem item() {
    return new ClassicItem(value.bytes(), ByteBuffer.wrap(extras.bytes()).getInt(), version);
  }
}
