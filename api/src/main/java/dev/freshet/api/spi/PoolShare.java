package dev.freshet.api.spi;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.OperationBatch;
import java.util.concurrent.CompletableFuture;

/**
 * Some servers of a pool, and what they hold of it. Thread-safe; nothing here blocks.
 *
 * <p>Each server applies batches in the order of their submission, through whichever share they
 * came, and, per key, never lets an older operation land behind a newer one, whatever becomes of
 * connections: what has not been acknowledged when a connection ends is sent again reduced to the
 * last operation per key.
 */
public interface PoolShare {

  /**
   * Applies those operations of a batch whose keys belong on these servers. The future completes
   * once each of them has acknowledged its operations, however long a server is away, or has been
   * {@link #reset}; exceptionally with a {@link java.util.concurrent.CancellationException} after
   * {@link Pool#close}. How much is submitted and not yet acknowledged is the caller's to bound.
   */
  CompletableFuture<BatchOutcome> submit(OperationBatch batch);

  /**
   * Forgets all that these servers have not acknowledged, through whichever share it was submitted.
   * What has already been sent may still be applied; nothing of it is sent again, and none of it
   * lands behind what is submitted afterwards.
   */
  void reset();

  /**
   * Removes all that these servers hold, whoever put it there, behind what was submitted before and
   * ahead of what is submitted later.
   *
   * @return completes once each server has done so; exceptionally with a {@link
   *     java.util.concurrent.CancellationException} after {@link #reset} or {@link Pool#close}, or
   *     with an {@link UnsupportedOperationException} that says which server refuses, and why
   */
  CompletableFuture<Void> flush();
}
