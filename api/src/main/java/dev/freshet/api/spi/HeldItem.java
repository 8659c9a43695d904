package dev.freshet.api.spi;

/** What a server holds under a key. */
public sealed interface HeldItem {

  /**
   * A value. Two of these are not equal because they hold the same bytes.
   *
   * @param value its bytes, not a copy: nobody may change them
   * @param flags the 32 bits that clients store beside a value
   * @param ttlSeconds how long it has left to live, in seconds; {@link #FOREVER}, or {@link
   *     #UNKNOWN}
   * @param version memcached's CAS value of the item, unsigned; 0 if the server tells none
   */
  // the bytes are compared by those who know what they mean, never by equals
  @SuppressWarnings("ArrayRecordComponent")
  record Present(byte[] value, int flags, long ttlSeconds, long version) implements HeldItem {

    /** What stands for a time to live that never ends. */
    public static final long FOREVER = -1;

    /** What stands for a time to live that the protocol does not tell. */
    public static final long UNKNOWN = -2;
  }

  /** Nothing: an application that asks for the key misses. */
  record Absent() implements HeldItem {}

  /**
   * It could not be found out.
   *
   * @param server {@code host:port} of the key's server; all of the pool's servers where it could
   *     not be found out which of them that is
   * @param why the cause and its remedy, in words that follow the server
   */
  record Unreadable(String server, String why) implements HeldItem {}
}
