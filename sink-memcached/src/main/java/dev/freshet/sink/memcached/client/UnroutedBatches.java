package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.OperationBatch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/**
 * Batches that wait until it is known where their keys belong, in the order of their submission.
 * Used by the pool's event loop alone.
 */
final class UnroutedBatches {

  private record Unrouted(OperationBatch batch, SubmittedBatch submission) {}

  private final Deque<Unrouted> waiting = new ArrayDeque<>();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Keeps {@code batch}; until it is released, its submission is not acknowledged. */
  void add(OperationBatch batch, SubmittedBatch submission) {
    submission.expectServer();
    waiting.add(new Unrouted(batch, submission));
  }

  /** Gives all batches to {@code route}. */
  void release(BiConsumer<OperationBatch, SubmittedBatch> route) {
    while (!waiting.isEmpty()) {
      Unrouted first = waiting.remove();
      route.accept(first.batch(), first.submission());
      first.submission().acknowledge();
    }
  }

  /** Forgets all batches. */
  void clear() {
    waiting.clear();
  }
}
