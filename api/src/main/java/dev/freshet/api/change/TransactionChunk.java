package dev.freshet.api.change;

import java.util.List;

/**
 * One committed transaction, or a part of one that is too large to be held whole.
 *
 * <p>A chunk without changes and with {@code finished} says that the stream went on without
 * touching a mapped table: heartbeats and filtered transactions move the position too.
 *
 * @param changes the changes to mapped tables, in the order of the binlog
 * @param finished whether the transaction ends with this chunk
 * @param position if finished, the place from which a stream continues after this transaction; if
 *     not, a position that only finished chunks from this transaction's end on cover
 * @param commitTimeMicros when the transaction was committed, microseconds since the epoch by the
 *     source's clock; 0 where it is not known
 * @param order a number that grows from chunk to chunk along the source's history, the same for
 *     whoever reads it, below 2^62; the changes of a transaction that is not finished may share one
 *     with those behind them
 * @param bytes memory that the chunk keeps in use, at least the size of its events
 */
public record TransactionChunk(
    List<Change> changes,
    boolean finished,
    SourcePosition position,
    long commitTimeMicros,
    long order,
    long bytes) {}
