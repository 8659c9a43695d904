package dev.freshet.api.operation;

import java.util.Collection;
import java.util.List;

/**
 * Operations that go to the pools together. Each key stands in a batch once: only the last
 * operation on it counts. Immutable and thread-safe; the same instance goes to all pools.
 *
 * @param operations the operations, one per key
 * @param order how far along the source's history the operations reach: what they leave under their
 *     keys holds as of the chunk with this {@link dev.freshet.api.change.TransactionChunk#order}
 * @param bytes about how much memory they keep in use, in bytes
 */
public record OperationBatch(List<CacheOperation> operations, long order, long bytes) {

  /** A batch of nothing. */
  public static final OperationBatch EMPTY = new OperationBatch(List.of(), 0, 0);

  /** A batch of {@code operations}, of which no two may have the same key. */
  public static OperationBatch of(Collection<CacheOperation> operations, long order) {
    long bytes = 0;
    for (CacheOperation operation : operations) {
      bytes += operation.bytes();
    }
    return new OperationBatch(List.copyOf(operations), order, bytes);
  }
}
