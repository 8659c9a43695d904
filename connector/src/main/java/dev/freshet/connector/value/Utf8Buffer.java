package dev.freshet.connector.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** UTF-8 text that grows at its end. Not thread-safe. */
final class Utf8Buffer {

  private byte[] bytes;
  private int length;

  Utf8Buffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  Utf8Buffer append(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  Utf8Buffer append(String ascii) {
    byte[] encoded = ascii.getBytes(StandardCharsets.US_ASCII);
    return append(encoded, 0, encoded.length);
  }

  Utf8Buffer append(byte[] utf8, int offset, int count) {
    reserve(count);
    System.arraycopy(utf8, offset, bytes, length, count);
    length += count;
    return this;
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
  }
}
