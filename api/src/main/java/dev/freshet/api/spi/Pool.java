package dev.freshet.api.spi;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.CacheKey;
import java.util.Collection;
import java.util.List;

/**
 * The servers that together hold one copy of what is cached. Thread-safe; no method but {@link
 * #check}, {@link #route} and {@link #close} blocks.
 */
public interface Pool extends AutoCloseable {

  /** Begins to connect, and to connect again with backoff whenever a connection ends. */
  void start();

  /**
   * Some of the servers, to give batches to. A server that belongs to several shares takes what
   * comes through each.
   *
   * @param servers their addresses, as {@link #health} tells them
   */
  PoolShare share(Collection<String> servers);

  /** Whether it is never given a value: a set of a key deletes it. */
  boolean deletesOnly();

  /** How the servers are now. */
  List<ServerHealth> health();

  /** What its servers count, as they told last; only those that have told anything. */
  default List<ServerStatistics> statistics() {
    return List.of();
  }

  /**
   * Has the servers that are up asked soon for what they count, instead of only once in a while.
   */
  default void refreshStatistics() {}

  /** Whether operations are not carried out where a server holds something of a higher order. */
  default boolean isGuarded() {
    return false;
  }

  /**
   * How many operations were not carried out because a server held something newer from somebody
   * else; 0 where that is not looked at.
   */
  default long steppedBack() {
    return 0;
  }

  /** Looks at each server: reachable, protocol, version. Needs no {@link #start}. Blocks. */
  List<Finding> check();

  /**
   * The server that holds {@code key}, as {@code host:port}. Connects to no server; blocks only
   * where keys are placed by the servers' addresses and these have to be looked up.
   *
   * @throws java.io.UncheckedIOException if an address cannot be looked up, with cause and remedy
   */
  String route(CacheKey key);

  /**
   * A reader of what the servers hold. Needs no {@link #start}, connects to nothing yet, and is the
   * caller's to close: {@link #close} does not concern it.
   */
  PoolReader reader();

  /** Closes all connections. Waits for nothing; futures that are not complete are cancelled. */
  @Override
  void close();
}
