package dev.freshet.sink.memcached.client;

/**
 * The CAS values that a guarded pool gives to what it stores. They carry the order of the change
 * that the item holds, and lie above all values that a server counts up to by itself, so that what
 * the application stored is older than whatever came from the database.
 */
final class GuardVersion {

  /** What {@code E} takes is unsigned and has 64 bits; an order needs 62. */
  private static final long FIRST = 1L << 62;

  private GuardVersion() {}

  /**
   * The version of what holds as of {@code order}.
   *
   * @throws IllegalArgumentException if {@code order} is negative or not below 2^62
   */
  static long of(long order) {
    if (order < 0 || order >= FIRST) {
      throw new IllegalArgumentException("the order " + order + " is not between 0 and 2^62");
    }
    return FIRST | order;
  }

  /** Whether {@code cas} is a version, and not a value that the server gave. */
  static boolean isVersion(long cas) {
    return !isNewer(FIRST, cas);
  }

  /** Whether {@code cas} is above {@code other}. */
  static boolean isNewer(long cas, long other) {
    return Long.compareUnsigned(cas, other) > 0;
  }
}
