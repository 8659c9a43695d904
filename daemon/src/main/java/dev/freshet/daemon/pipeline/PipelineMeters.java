package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.OperationBatch;

/** Counts what the pipelines do. Implementations are thread-safe and cheap. */
public interface PipelineMeters {

  /** A chunk has been transformed. */
  void chunk(TransactionChunk chunk);

  /** A batch has been given to a pool. */
  void submitted(String pool, OperationBatch batch);

  /**
   * A pool has acknowledged a batch.
   *
   * @param latencyMicros time from the commit of the batch's oldest transaction, in microseconds;
   *     negative where it is not known
   */
  void acknowledged(String pool, OperationBatch batch, long latencyMicros);

  /**
   * The database has been asked.
   *
   * @param questions how many questions the call was about
   * @param answered whether it answered them
   * @param nanos how long it took
   */
  void queried(int questions, boolean answered, long nanos);

  /** Dead letters have been written. */
  void deadLetters(int count);

  /** A mapped table has been changed as a whole, for instance truncated. */
  void tableChanged(TableChange change);
}
