package dev.freshet.daemon.assembly;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.daemon.pipeline.PipelineMeters;
import java.util.function.Consumer;

/**
 * Counts what the pipelines do, and tells of tables that were changed as a whole. Thread-safe.
 *
 * @param counted counts
 * @param tableChanges told
 */
record DaemonMeters(PipelineMeters counted, Consumer<TableChange> tableChanges)
    implements PipelineMeters {

  @Override
  public void chunk(TransactionChunk chunk) {
    counted.chunk(chunk);
  }

  @Override
  public void submitted(String pool, OperationBatch batch) {
    counted.submitted(pool, batch);
  }

  @Override
  public void acknowledged(String pool, OperationBatch batch, long latencyMicros) {
    counted.acknowledged(pool, batch, latencyMicros);
  }

  @Override
  public void queried(int questions, boolean answered, long nanos) {
    counted.queried(questions, answered, nanos);
  }

  @Override
  public void deadLetters(int count) {
    counted.deadLetters(count);
  }

  @Override
  public void tableChanged(TableChange change) {
    counted.tableChanged(change);
    tableChanges.accept(change);
  }
}
