package dev.freshet.sink.memcached.routing;

/** A hash function over a key's bytes. Thread-safe. */
@FunctionalInterface
public interface KeyHash {

  /** The hash of {@code key}, to be read as an unsigned number of 32 bits. */
  int hash(byte[] key);
}
