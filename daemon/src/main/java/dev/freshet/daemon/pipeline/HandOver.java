package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.OperationBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline gives to the pools in one go. Immutable and thread-safe.
 *
 * @param operations the operations, one per key
 * @param deadLetters the changes that gave none
 * @param resume the end of the last whole transaction in it; null if it holds only a part of one
 * @param intent how far it reaches
 * @param shown how much of the source its values may show, where that is more than {@code intent};
 *     null where it is not
 * @param oldestCommitMicros the commit time of its oldest transaction, microseconds since the
 *     epoch; 0 where it is not known
 * @param receipt learns what becomes of it; null if nobody wants to know
 */
record HandOver(
    OperationBatch operations,
    List<DeadLetter> deadLetters,
    @Nullable SourcePosition resume,
    SourcePosition intent,
    @Nullable SourcePosition shown,
    long oldestCommitMicros,
    @Nullable Receipt receipt) {

  /** Nothing but a mark that moves to {@code position} when it is acknowledged. */
  static HandOver mark(SourcePosition position) {
    return new HandOver(OperationBatch.EMPTY, List.of(), position, position, null, 0, null);
  }

  /** Up to where a pool that gets it may show the source. */
  SourcePosition furthest() {
    return shown == null ? intent : shown;
  }

  /**
   * Whether nothing is lost if this takes the place of {@code last}, behind which it comes
   * directly: both only move marks, and nobody waits for the other. So an idle stream keeps at most
   * one in memory.
   */
  boolean supersedes(HandOver last) {
    return resume != null
        && operations.operations().isEmpty()
        && last.operations.operations().isEmpty()
        && last.receipt == null;
  }

  /** The same with other operations. */
  HandOver with(OperationBatch others) {
    return new HandOver(others, deadLetters, resume, intent, shown, oldestCommitMicros, receipt);
  }

  /** What is left of it once its operations have been carried out. */
  HandOver withoutOperations() {
    return with(OperationBatch.EMPTY);
  }

  /** The same operations, which move no mark when they are acknowledged. */
  HandOver withoutMarks() {
    return new HandOver(operations, List.of(), null, intent, shown, oldestCommitMicros, receipt);
  }

  /**
   * What of it is inserted into a stream: it moves no mark.
   *
   * @param others the operations that are left of it
   * @param position how far the stream has been handed over
   * @param told learns what becomes of it
   */
  HandOver inserted(OperationBatch others, SourcePosition position, Receipt told) {
    return new HandOver(others, deadLetters, null, position, shown, 0, told);
  }
}
