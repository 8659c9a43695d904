package dev.freshet.transformers.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds text that JSON has as it is: ASCII without control characters, quotes and backslashes.
 * Looks at eight bytes at a time, with the tests of "Bit Twiddling Hacks" (Sean Eron Anderson,
 * "Determine if a word has a byte less than n").
 */
public final class PlainText {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;
  private static final long SPACES = ' ' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  private PlainText() {}

  /** Where plain text ends that begins at {@code from}: at {@code to} or before. */
  public static int end(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long others = others((long) WORDS.get(bytes, at));
      if (others != 0) {
        // a bit that is set wrongly is above one that is set rightly
        return at + Long.numberOfTrailingZeros(others) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    while (at < to && isPlain(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Has the highest bit set of the first byte that is not plain. */
  private static long others(long word) {
    long quotes = word ^ QUOTES;
    long backslashes = word ^ BACKSLASHES;
    long small = word - SPACES | quotes - ONES | backslashes - ONES;
    return (small | word) & HIGHEST_BITS;
  }

  private static boolean isPlain(byte character) {
    return character >= ' ' && character != '"' && character != '\\';
  }
}
