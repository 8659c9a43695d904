package dev.freshet.sink.memcached.routing.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What a client that hashes one unit after the other takes as a key's units. Thread-safe. */
public enum KeyUnits {
  /** The bytes as numbers with a sign: {@code char} of C on x86-64. */
  SIGNED_BYTES {
    @Override
    int read(byte[] bytes, int from, int to, int[] into) {
      for (int i = from; i < to; i++) {
        into[i - from] = bytes[i];
      }
      return to - from;
    }
  },

  /** The bytes as numbers without a sign. */
  UNSIGNED_BYTES {
    @Override
    int read(byte[] bytes, int from, int to, int[] into) {
      for (int i = from; i < to; i++) {
        into[i - from] = bytes[i] & 0xff;
      }
      return to - from;
    }
  },

  /**
   * The units of UTF-16: {@code char} of Java, and the characters of JavaScript. A key that has
   * others than ASCII characters is copied.
   */
  UTF_16 {
    @Override
    int read(byte[] bytes, int from, int to, int[] into) {
      for (int i = from; i < to; i++) {
        if (bytes[i] < 0) {
          return readText(new String(bytes, from, to - from, UTF_8), into);
        }
        into[i - from] = bytes[i];
      }
      return to - from;
    }
  };

  private static int readText(String text, int[] into) {
    for (int i = 0; i < text.length(); i++) {
      into[i] = text.charAt(i);
    }
    return text.length();
  }

  private static final int USUAL_LENGTH = 256;
  private static final ThreadLocal<int[]> SCRATCH =
      ThreadLocal.withInitial(() -> new int[USUAL_LENGTH]);

  /**
   * Writes the units of a part of {@code bytes}.
   *
   * @param into has room for as many units as the part has bytes
   * @return how many units there are
   */
  abstract int read(byte[] bytes, int from, int to, int[] into);

  /** A hash of bytes that {@code hash} makes of these units. */
  public KeyHash hashedWith(UnitHash hash) {
    return (bytes, from, to) -> {
      int[] scratch = SCRATCH.get();
      int[] units = scratch.length < to - from ? new int[to - from] : scratch;
      return hash.hash(units, read(bytes, from, to, units));
    };
  }
}
