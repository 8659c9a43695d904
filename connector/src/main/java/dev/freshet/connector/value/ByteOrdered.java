package dev.freshet.connector.value;

/** Whole numbers of 1 to 8 bytes as they lie in a byte array. */
public final class ByteOrdered {

  private ByteOrdered() {}

  /** Least significant byte first, unsigned up to 7 bytes. */
  public static long littleEndian(byte[] buffer, int offset, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = (value << 8) | (buffer[offset + i] & 0xff);
    }
    return value;
  }

  /** Most significant byte first, unsigned up to 7 bytes. */
  public static long bigEndian(byte[] buffer, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (buffer[offset + i] & 0xff);
    }
    return value;
  }

  /** A number of {@code length} bytes read as two's complement. */
  public static long signed(long value, int length) {
    int unused = Long.SIZE - 8 * length;
    return value << unused >> unused;
  }
}
