package dev.freshet.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one field after the other from a range of bytes. Every read throws {@link
 * UndecodableException} if the range ends too early. Not thread-safe.
 */
public final class ByteCursor {

  private final byte[] buffer;
  private final int limit;
  private int position;

  public ByteCursor(byte[] buffer, int position, int limit) {
    this.buffer = buffer;
    this.position = position;
    this.limit = limit;
    if (position < 0 || position > limit || limit > buffer.length) {
      throw new UndecodableException("a length points outside of its event");
    }
  }

  /** Where the next field begins in the buffer. */
  public int position() {
    return position;
  }

  /** How many bytes are left. */
  public int remaining() {
    return limit - position;
  }

  /** Passes over {@code length} bytes and tells where they begin. */
  public int skip(long length) {
    if (length < 0 || length > limit - position) {
      throw new UndecodableException(
          "a field of " + length + " bytes stands where only " + (limit - position) + " are left");
    }
    int start = position;
    position += (int) length;
    return start;
  }

  /** One byte, unsigned. */
  public int u8() {
    return buffer[skip(1)] & 0xff;
  }

  /** A little-endian number of up to 8 bytes, unsigned up to 7. */
  public long unsigned(int length) {
    return ByteOrdered.littleEndian(buffer, skip(length), length);
  }

  /** A little-endian number of two bytes, unsigned. */
  public int u16() {
    return (int) unsigned(2);
  }

  /** A little-endian number of four bytes, unsigned. */
  public long u32() {
    return unsigned(4);
  }

  /**
   * A length-encoded integer of the client/server protocol, see "Protocol::LengthEncodedInteger" in
   * the MySQL source documentation.
   */
  public long packed() {
    int first = u8();
    return switch (first) {
      case 252 -> unsigned(2);
      case 253 -> unsigned(3);
      case 254 -> unsigned(8);
      case 251, 255 -> throw new UndecodableException(first + " is not a length-encoded integer");
      default -> first;
    };
  }

  /** A length-encoded integer that is used as a size or a number of things. */
  public int packedInt() {
    long value = packed();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new UndecodableException("a length of " + Long.toUnsignedString(value));
    }
    return (int) value;
  }

  /** A copy of the next bytes. */
  public byte[] bytes(int length) {
    int start = skip(length);
    return Arrays.copyOfRange(buffer, start, start + length);
  }

  /** UTF-8 text of {@code length} bytes. */
  public String text(int length) {
    return new String(buffer, skip(length), length, StandardCharsets.UTF_8);
  }

  /** A cursor over the next {@code length} bytes, which this one passes over. */
  public ByteCursor slice(int length) {
    int start = skip(length);
    return new ByteCursor(buffer, start, start + length);
  }
}
