package dev.freshet.sink.memcached.client;

/**
 * Times to live as memcached takes them (doc/protocol.txt, "Expiration times"): up to 30 days in
 * seconds from now, anything larger as an absolute Unix time, which servers before 2038 keep in 31
 * bits.
 */
final class Expiry {

  /** The longest time that is taken as relative, in seconds. */
  static final int MAX_RELATIVE_SECONDS = 30 * 24 * 60 * 60;

  private static final long MAX_ABSOLUTE_SECONDS = Integer.MAX_VALUE;

  private Expiry() {}

  /**
   * The number to send for {@code ttlSeconds}. A time that ends behind what the server can express
   * is shortened to the longest that it can.
   *
   * @param ttlSeconds seconds from now; 0: for ever
   * @param nowSeconds the present Unix time
   */
  static long of(int ttlSeconds, long nowSeconds) {
    if (ttlSeconds <= MAX_RELATIVE_SECONDS) {
      return ttlSeconds;
    }
    if (nowSeconds + MAX_RELATIVE_SECONDS >= MAX_ABSOLUTE_SECONDS) {
      return MAX_RELATIVE_SECONDS;
    }
    return Math.min(nowSeconds + ttlSeconds, MAX_ABSOLUTE_SECONDS);
  }
}
