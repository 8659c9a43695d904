package dev.freshet.connector.value;

/** Prints vectors as JSON arrays. */
final class VectorText {

  private static final int NUMBER_BYTES = 4;

  private VectorText() {}

  /** Appends the vector of {@code length} bytes at {@code offset}. */
  static void append(byte[] buffer, int offset, int length, Utf8Buffer out) {
    out.append('[');
    for (int i = 0; i + NUMBER_BYTES <= length; i += NUMBER_BYTES) {
      if (i > 0) {
        out.append(',');
      }
      int bits = (int) ByteOrdered.littleEndian(buffer, offset + i, NUMBER_BYTES);
      NumberText.appendFloat(Float.intBitsToFloat(bits), out);
    }
    out.append(']');
  }
}
