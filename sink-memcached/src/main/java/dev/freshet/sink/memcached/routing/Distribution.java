package dev.freshet.sink.memcached.routing;

import java.net.UnknownHostException;

/** Tells which server of a list holds a key. Thread-safe. */
@FunctionalInterface
public interface Distribution {

  /**
   * The place of the key's server in the pool's list, counted from 0. Does no I/O once {@link
   * #isReady}; before that it asks the name service, blocks, and throws {@link
   * java.io.UncheckedIOException} where that fails.
   */
  int serverFor(byte[] key);

  /**
   * Whether all is known that placements depend on. False only before {@link #prepare}, and where
   * the client hashes addresses that have yet to be asked for.
   */
  default boolean isReady() {
    return true;
  }

  /**
   * Asks the name service for what placements depend on. Blocks. Does nothing if it {@link
   * #isReady}; what has been found stays for the life of this distribution, as it does in the
   * clients.
   *
   * @throws UnknownHostException if a server has no address; the message names it and the remedy
   */
  default void prepare() throws UnknownHostException {}
}
