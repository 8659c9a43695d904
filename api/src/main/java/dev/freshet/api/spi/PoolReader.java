package dev.freshet.api.spi;

import dev.freshet.api.operation.CacheKey;
import java.util.List;

/**
 * Reads what a pool's servers hold, over connections of its own. They are made when they are first
 * needed, and made again by the next {@link #read} after one has ended. Used by one thread at a
 * time.
 */
public interface PoolReader extends AutoCloseable {

  /**
   * What is held under each key, in their order. Blocks until every server concerned has answered
   * or has been given up: one that cannot be reached, that leaves a question unanswered for too
   * long, or that says what it should not, gives {@link HeldItem.Unreadable} for those of its keys
   * that it has not told by then. The others' are read nevertheless. All values are in memory at
   * once: how many keys are asked for together is the caller's to bound.
   *
   * <p>Does not count as a use of the items where the server allows to say so. What the servers
   * count (hits, misses) counts these reads, too.
   *
   * @throws IllegalArgumentException if a key is none that memcached takes; nothing has been read
   *     then
   * @throws InterruptedException if the thread is interrupted meanwhile; the reader can still be
   *     used
   */
  List<HeldItem> read(List<CacheKey> keys) throws InterruptedException;

  /** Closes all connections. Waits for nothing. */
  @Override
  void close();
}
