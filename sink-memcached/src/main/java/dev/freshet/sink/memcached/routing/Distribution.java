package dev.freshet.sink.memcached.routing;

/** Tells which server of a list holds a key. Immutable, thread-safe, does no I/O. */
@FunctionalInterface
public interface Distribution {

  /** The place of the key's server in the pool's list, counted from 0. */
  int serverFor(byte[] key);
}
