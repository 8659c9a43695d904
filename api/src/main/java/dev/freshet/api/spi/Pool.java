package dev.freshet.api.spi;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.OperationBatch;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The servers that together hold one copy of what is cached. Thread-safe; no method but {@link
 * #check}, {@link #route} and {@link #close} blocks.
 *
 * <p>A pool applies batches in the order of their submission and, per key, never lets an older
 * operation land behind a newer one, whatever becomes of connections: what has not been
 * acknowledged when a connection ends is sent again reduced to the last operation per key.
 */
public interface Pool extends AutoCloseable {

  /** Begins to connect, and to connect again with backoff whenever a connection ends. */
  void start();

  /**
   * Applies a batch. The future completes once every server has acknowledged its share, however
   * long a server is away, or exceptionally with a {@link
   * java.util.concurrent.CancellationException} after {@link #reset} or {@link #close}. Batches
   * complete in the order of their submission. How much is submitted and not yet acknowledged is
   * the caller's to bound.
   */
  CompletableFuture<BatchOutcome> submit(OperationBatch batch);

  /**
   * Forgets all that is submitted and not acknowledged. What has already been sent may still be
   * applied; nothing of it is sent again, and none of it lands behind what is submitted afterwards.
   */
  void reset();

  /** How the servers are now. */
  List<ServerHealth> health();

  /** Looks at each server: reachable, protocol, version. Needs no {@link #start}. Blocks. */
  List<Finding> check();

  /**
   * The server that holds {@code key}, as {@code host:port}. Connects to no server; blocks only
   * where keys are placed by the servers' addresses and these have to be looked up.
   *
   * @throws java.io.UncheckedIOException if an address cannot be looked up, with cause and remedy
   */
  String route(CacheKey key);

  /** Closes all connections. Waits for nothing; {@link #submit}ted futures are cancelled. */
  @Override
  void close();
}
