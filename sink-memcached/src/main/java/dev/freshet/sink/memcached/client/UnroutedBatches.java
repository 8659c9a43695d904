package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.OperationBatch;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Batches that wait until it is known where their keys belong, in the order of their submission.
 * Used by the pool's event loop alone.
 */
final class UnroutedBatches {

  private record Unrouted(OperationBatch batch, BitSet servers, SubmittedBatch submission) {}

  /** Finds the servers of a batch's keys. */
  interface Route {
    void route(OperationBatch batch, BitSet servers, SubmittedBatch submission);
  }

  private final Deque<Unrouted> waiting = new ArrayDeque<>();

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Keeps {@code batch} for those of {@code servers} that are not reset meanwhile. */
  void add(OperationBatch batch, BitSet servers, SubmittedBatch submission) {
    waiting.add(new Unrouted(batch, (BitSet) servers.clone(), submission));
  }

  /** Gives all batches to {@code route}. */
  void release(Route route) {
    while (!waiting.isEmpty()) {
      Unrouted first = waiting.remove();
      route.route(first.batch(), first.servers(), first.submission());
      first.submission().routed();
    }
  }

  /** What waits no longer goes to {@code servers}. */
  void reset(BitSet servers) {
    waiting.removeIf(
        unrouted -> {
          unrouted.servers().andNot(servers);
          if (unrouted.servers().isEmpty()) {
            unrouted.submission().routed();
            return true;
          }
          return false;
        });
  }

  /** Forgets all batches. */
  void clear() {
    waiting.clear();
  }
}
