package dev.freshet.benchmarks.floor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow at the end, with numbers written as decimal text. Not thread-safe. */
final class TextBuffer {
  private byte[] bytes;
  private int length;

  TextBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  TextBuffer ascii(char character) {
    reserve(1);
    bytes[length++] = (byte) character;
    return this;
  }

  TextBuffer bytes(byte[] added) {
    return bytes(added, 0, added.length);
  }

  TextBuffer text(TextBuffer added) {
    return bytes(added.bytes, 0, added.length);
  }

  TextBuffer bytes(byte[] added, int from, int count) {
    reserve(count);
    System.arraycopy(added, from, bytes, length, count);
    length += count;
    return this;
  }

  /** A number from 0 on. */
  TextBuffer number(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return padded(number, digits);
  }

  /** A number from 0 on with exactly so many digits. */
  TextBuffer padded(long number, int digits) {
    reserve(digits);
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  void writeTo(OutputStream output) throws IOException {
    output.write(bytes, 0, length);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
