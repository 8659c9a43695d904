package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.api.operation.CacheKey;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys of random bytes, of every value: some all random, some legal, some legal but for one byte,
 * some that would be commands if they got through. Used by one thread.
 */
public final class RandomKeys {

  private static final int LONGEST = CacheKey.MAX_BYTES + 5;

  private static final List<String> INJECTIONS =
      List.of(
          "\r\nflush_all\r\n",
          "\nflush_all\n",
          " 0 0 1\r\nx\r\nset injected 0 0 1\r\n",
          " T0\r\nms injected 1\r\nx\r\n",
          "\rmd injected\r",
          "\0injected",
          "\tinjected",
          " q\r\ntouch injected 1\r\n",
          "\u007finjected");

  private final SplittableRandom random;
  private long illegal;

  public RandomKeys(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** How many of the keys made so far were illegal. */
  public long illegal() {
    return illegal;
  }

  /** The next key; null if it is one that {@link CacheKey#problem} refuses. */
  public @Nullable CacheKey next() {
    byte[] bytes =
        switch (random.nextInt(5)) {
          case 0 -> anything(1 + random.nextInt(8));
          case 1 -> anything(random.nextInt(LONGEST));
          case 2 -> oneWrong(legal());
          case 3 -> injection();
          default -> legal();
        };
    if (CacheKey.problem(bytes, 0, bytes.length) != null) {
      illegal++;
      return null;
    }
    return CacheKey.of(bytes);
  }

  private byte[] anything(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] legal() {
    byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? CacheKey.MAX_BYTES : 24)];
    for (int i = 0; i < bytes.length; i++) {
      int value = 0x21 + random.nextInt(0xff - 0x20);
      bytes[i] = (byte) (value == 0x7f ? 0x80 : value);
    }
    return bytes;
  }

  private byte[] oneWrong(byte[] bytes) {
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return bytes;
  }

  private byte[] injection() {
    String key = new String(legal(), ISO_8859_1);
    int at = random.nextInt(key.length() + 1);
    return (key.substring(0, at)
            + INJECTIONS.get(random.nextInt(INJECTIONS.size()))
            + key.substring(at))
        .getBytes(ISO_8859_1);
  }

  /** A value of up to {@code most} bytes, which may look like commands. */
  public byte[] value(int most) {
    return random.nextInt(4) == 0
        ? INJECTIONS.get(random.nextInt(INJECTIONS.size())).getBytes(ISO_8859_1)
        : anything(random.nextInt(most + 1));
  }

  /** True once in {@code times}. */
  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }
}
