package dev.freshet.api.operation;

/**
 * One set or delete of a key. Immutable and thread-safe. The same instance goes to all pools.
 *
 * <p>Values are shared, not copied: nobody may change the array that {@link #value} returns.
 */
public final class CacheOperation {

  /** What is done to the key. */
  public enum Kind {
    SET,
    DELETE
  }

  private static final byte[] NO_VALUE = {};

  /** Rough memory that an operation takes beside its key and value, in bytes. */
  private static final int OVERHEAD_BYTES = 128;

  private final Kind kind;
  private final CacheKey key;
  private final byte[] value;
  private final int flags;
  private final int ttlSeconds;
  private final ChangeOrigin origin;

  private CacheOperation(
      Kind kind, CacheKey key, byte[] value, int flags, int ttlSeconds, ChangeOrigin origin) {
    this.kind = kind;
    this.key = key;
    this.value = value;
    this.flags = flags;
    this.ttlSeconds = ttlSeconds;
    this.origin = origin;
  }

  /**
   * Stores {@code value} under {@code key}.
   *
   * @param flags what memcached keeps beside the value for the application's client, 32 bits
   * @param ttlSeconds how long the value lives, in seconds from when it is stored; 0: for ever
   */
  public static CacheOperation set(
      CacheKey key, byte[] value, int flags, int ttlSeconds, ChangeOrigin origin) {
    return new CacheOperation(Kind.SET, key, value, flags, ttlSeconds, origin);
  }

  /** Removes {@code key}. */
  public static CacheOperation delete(CacheKey key, ChangeOrigin origin) {
    return new CacheOperation(Kind.DELETE, key, NO_VALUE, 0, 0, origin);
  }

  public Kind kind() {
    return kind;
  }

  public CacheKey key() {
    return key;
  }

  /** The value to store; empty for a delete. */
  public byte[] value() {
    return value;
  }

  /** What memcached keeps beside the value for the application's client, 32 bits. */
  public int flags() {
    return flags;
  }

  /** Seconds that the value lives from when it is stored; 0: for ever. */
  public int ttlSeconds() {
    return ttlSeconds;
  }

  public ChangeOrigin origin() {
    return origin;
  }

  /** About how much memory this operation keeps in use, in bytes. */
  public long bytes() {
    return (long) OVERHEAD_BYTES + key.bytes().length + value.length;
  }

  @Override
  public String toString() {
    return kind + " " + key + (kind == Kind.SET ? " (" + value.length + " bytes)" : "");
  }
}
