package dev.freshet.daemon.pipeline;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deletes of a lane that are to be done once more, for applications that fill a pool
 * themselves: one that has read the old row may store it behind the delete. Guarded by its lane.
 *
 * @param <B> what stands for a batch
 */
final class DeleteRepeats<B> {

  private record Due<B>(B batch, OperationBatch deletes, long nanos) {}

  private final long afterNanos;
  private final boolean everything;

  /** The batch that deleted a key last, unless the key has been set since. */
  private final Map<CacheKey, B> deletedBy = new HashMap<>();

  private final ArrayDeque<Due<B>> due = new ArrayDeque<>();
  private long bytes;

  /**
   * @param afterNanos how long after a delete has been carried out it is repeated; 0 for never
   * @param everything whether sets are carried out as deletes
   */
  DeleteRepeats(long afterNanos, boolean everything) {
    this.afterNanos = afterNanos;
    this.everything = everything;
  }

  /** A batch is about to be given to the pool. */
  void submitted(B batch, OperationBatch operations) {
    if (afterNanos == 0) {
      return;
    }
    for (CacheOperation operation : operations.operations()) {
      if (deletes(operation)) {
        deletedBy.put(operation.key(), batch);
      } else {
        deletedBy.remove(operation.key());
      }
    }
  }

  /** Something newer about these keys is on another way, which sees to its own repeats. */
  void overtaken(OperationBatch operations) {
    if (!deletedBy.isEmpty()) {
      operations.operations().forEach(operation -> deletedBy.remove(operation.key()));
    }
  }

  private boolean deletes(CacheOperation operation) {
    return everything || operation.kind() == CacheOperation.Kind.DELETE;
  }

  /**
   * The pool has carried out a batch.
   *
   * @return whether deletes of it are going to be repeated
   */
  boolean applied(B batch, OperationBatch operations, long nowNanos) {
    if (afterNanos == 0) {
      return false;
    }
    OperationBatch deletes = deletesOf(batch, operations);
    if (deletes.operations().isEmpty()) {
      return false;
    }
    due.add(new Due<>(batch, deletes, nowNanos + afterNanos));
    bytes += deletes.bytes();
    return true;
  }

  private OperationBatch deletesOf(B batch, OperationBatch operations) {
    List<CacheOperation> deletes = new ArrayList<>();
    for (CacheOperation operation : operations.operations()) {
      if (deletes(operation) && isLastOf(batch, operation)) {
        deletes.add(CacheOperation.delete(operation.key(), operation.origin()));
      }
    }
    return OperationBatch.of(deletes, operations.order());
  }

  @SuppressWarnings("ReferenceEquality") // the very batch is meant
  private boolean isLastOf(B batch, CacheOperation operation) {
    return deletedBy.get(operation.key()) == batch;
  }

  /** A batch and its deletes that are to be done again. */
  record Repeat<B>(B batch, OperationBatch deletes) {}

  /**
   * Takes out the next batch whose time has come; null if there is none.
   *
   * @param maximumBytes the memory over which a batch is taken out before its time
   */
  @Nullable Repeat<B> poll(long nowNanos, long maximumBytes) {
    Due<B> first = due.peek();
    if (first == null || (first.nanos() - nowNanos > 0 && bytes <= maximumBytes)) {
      return null;
    }
    due.remove();
    bytes -= first.deletes().bytes();
    OperationBatch deletes = deletesOf(first.batch(), first.deletes());
    deletes.operations().forEach(operation -> deletedBy.remove(operation.key()));
    return new Repeat<>(first.batch(), deletes);
  }

  void clear() {
    deletedBy.clear();
    due.clear();
    bytes = 0;
  }
}
