package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A batch that some servers have not acknowledged yet. Used by the pool's event loop alone. */
final class SubmittedBatch {

  private final CompletableFuture<BatchOutcome> future;
  private final Consumer<SubmittedBatch> onEnd;
  private final List<Rejection> rejections = new ArrayList<>(0);

  /** One more than there are servers that have not acknowledged, until {@link #routed}. */
  private int awaited = 1;

  /**
   * @param onEnd told when the future is complete
   */
  SubmittedBatch(CompletableFuture<BatchOutcome> future, Consumer<SubmittedBatch> onEnd) {
    this.future = future;
    this.onEnd = onEnd;
  }

  /** One more server has a part of the batch. */
  void expectServer() {
    awaited++;
  }

  void reject(List<Rejection> rejected) {
    rejections.addAll(rejected);
  }

  /** All servers that have a part of it are known. */
  void routed() {
    acknowledge();
  }

  /** A server has taken its part, or is no longer to take it. */
  void acknowledge() {
    if (--awaited == 0) {
      onEnd.accept(this);
      future.complete(
          rejections.isEmpty() ? BatchOutcome.APPLIED : new BatchOutcome(List.copyOf(rejections)));
    }
  }

  void cancel() {
    onEnd.accept(this);
    future.cancel(false);
  }
}
