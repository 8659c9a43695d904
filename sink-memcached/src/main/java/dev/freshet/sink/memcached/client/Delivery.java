package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheOperation;
import java.util.List;

/** One server's share of a batch, on its way. Used by the pool's event loop alone. */
final class Delivery {

  private final SubmittedBatch batch;
  private final List<CacheOperation> operations;
  private final long order;
  private int written;

  /**
   * @param operations not empty, one per key
   * @param order the order of the batch, see {@link dev.freshet.api.operation.OperationBatch#order}
   */
  Delivery(SubmittedBatch batch, List<CacheOperation> operations, long order) {
    this.batch = batch;
    this.operations = operations;
    this.order = order;
    batch.expectServer();
  }

  SubmittedBatch batch() {
    return batch;
  }

  List<CacheOperation> operations() {
    return operations;
  }

  long order() {
    return order;
  }

  /** The operations that have been cut off so far. */
  List<CacheOperation> writtenOperations() {
    return operations.subList(0, written);
  }

  boolean isWritten() {
    return written == operations.size();
  }

  /** Cuts off the next operations, at least one and then as many as fit into {@code bytes}. */
  List<CacheOperation> cut(long bytes) {
    int from = written;
    long taken = 0;
    do {
      taken += operations.get(written++).bytes();
    } while (!isWritten() && taken < bytes);
    return operations.subList(from, written);
  }
}
