package dev.freshet.sink.memcached.routing.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads numbers whose first byte is the lowest. */
final class LittleEndian {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /** The four bytes from {@code at} on. */
  static int word(byte[] bytes, int at) {
    return (int) WORD.get(bytes, at);
  }

  /** The bytes from {@code at} to before {@code end}, at most four. */
  static int partOfWord(byte[] bytes, int at, int end) {
    int word = 0;
    int last = Math.min(end, at + Integer.BYTES) - 1;
    for (int i = last; i >= at; i--) {
      word = (word << 8) | (bytes[i] & 0xff);
    }
    return word;
  }
}
