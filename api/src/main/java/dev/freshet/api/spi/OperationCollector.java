package dev.freshet.api.spi;

import dev.freshet.api.operation.CacheKey;
import org.jspecify.annotations.Nullable;

/** Takes what a transformer makes of one change, in order. Only valid during the call. */
public interface OperationCollector {

  /**
   * Stores a value.
   *
   * @param value taken over: the caller must not change it afterwards
   * @param flags what memcached keeps beside the value for the application's client, 32 bits: most
   *     clients tell by it how the value is encoded or compressed
   * @param ttlSeconds how long it lives, in seconds; 0: for ever
   */
  void set(CacheKey key, byte[] value, int flags, int ttlSeconds);

  /** Stores a value without flags. */
  default void set(CacheKey key, byte[] value, int ttlSeconds) {
    set(key, value, 0, ttlSeconds);
  }

  /**
   * A number below 2^62 that grows along the source's history and is the same whenever the change
   * is read again; changes of one transaction may share it.
   */
  long order();

  /** Removes a key. */
  void delete(CacheKey key);

  /**
   * Asks the database, and goes on with its answer behind the batch that this change is in.
   *
   * @param key the key that the answer is for: the lookup takes the place of what was made for it
   *     before, and what is made for it later that of the lookup; null if the answer tells which
   *     keys there are
   * @throws UnsupportedOperationException where there is no database to ask, or for transformers
   *     that are loaded from {@code plugin.path}
   */
  default void lookUp(@Nullable CacheKey key, Lookup lookup) {
    throw new UnsupportedOperationException("there is no database to ask");
  }

  /**
   * Says that the change does not hold what tells a key under which something may be stale now. The
   * stream ends in front of the change.
   *
   * @param reason what is missing, and what to do about it, without row data
   */
  default void stop(String reason) {
    reject(null, reason);
  }

  /**
   * Records that something could not be made, as a dead letter.
   *
   * @param key the key as far as it is known; null if it is not
   * @param reason why, and what to do about it, without row data
   */
  void reject(@Nullable CacheKey key, String reason);
}
