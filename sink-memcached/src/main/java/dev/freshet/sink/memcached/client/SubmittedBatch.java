package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A batch that some servers have not acknowledged yet. Used by the pool's event loop alone. */
final class SubmittedBatch {

  private final CompletableFuture<BatchOutcome> future;
  private final List<Rejection> rejections = new ArrayList<>(0);
  private int unacknowledgedServers;

  SubmittedBatch(CompletableFuture<BatchOutcome> future) {
    this.future = future;
  }

  /** One more server has a share of the batch. */
  void expectServer() {
    unacknowledgedServers++;
  }

  void reject(List<Rejection> rejected) {
    rejections.addAll(rejected);
  }

  /** A server has taken its share. */
  void acknowledge() {
    unacknowledgedServers--;
  }

  boolean isAcknowledged() {
    return unacknowledgedServers == 0;
  }

  void complete() {
    future.complete(
        rejections.isEmpty() ? BatchOutcome.APPLIED : new BatchOutcome(List.copyOf(rejections)));
  }

  void cancel() {
    future.cancel(false);
  }
}
