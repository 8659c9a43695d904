package dev.freshet.api.spi;

import dev.freshet.api.operation.CacheKey;
import java.util.List;
import java.util.function.Consumer;

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

  /**
   * Tells the keys that the servers hold, as far as they tell them. Every server is asked, and each
   * key is handed to {@code keys} on the calling thread. Blocks until all are through; how fast
   * {@code keys} takes them is of no concern to the servers.
   *
   * <p>A key that is held all the while is told once by each server that holds it, even if it
   * belongs on another one. One whose item comes, goes or is replaced meanwhile may be told or not,
   * or be told twice. Expired items are not told, but for one that expires in the same second. Keys
   * that {@link CacheKey#problem} objects to are left out, and so are those under which Freshet
   * keeps things of its own. Servers older than memcached 1.6.19 may leave out keys, above all such
   * as are used meanwhile or were just before, and do not say so.
   *
   * <p>Memory is bounded, however many keys there are: of a server that holds more than are kept at
   * once (64 MiB of them) the keys are asked for several times, each time for another part. What is
   * told does not count as a use of the items.
   *
   * @param keys takes each key; what it throws ends the list and is thrown on
   * @return for each server that has not told all of its keys, why: it cannot be reached, tells
   *     nothing more for as long as the pool waits for an answer ({@code ack.timeout}), says what
   *     it should not, or does not know how to list keys. What it told before that has been handed
   *     over.
   * @throws InterruptedException if the thread is interrupted meanwhile; keys may have been handed
   *     over by then, and the reader can still be used
   */
  List<HeldItem.Unreadable> list(Consumer<CacheKey> keys) throws InterruptedException;

  /** Closes all connections. Waits for nothing. */
  @Override
  void close();
}
