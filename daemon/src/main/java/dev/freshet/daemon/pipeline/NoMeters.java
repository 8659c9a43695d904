package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.OperationBatch;

/** Counts nothing: for what is no part of the stream. */
class NoMeters implements PipelineMeters {
  @Override
  public void chunk(TransactionChunk chunk) {}

  @Override
  public void submitted(String pool, OperationBatch batch) {}

  @Override
  public void acknowledged(String pool, OperationBatch batch, long latencyMicros) {}

  @Override
  public void queried(int questions, boolean answered, long nanos) {}

  @Override
  public void deadLetters(int count) {}

  @Override
  public void tableChanged(TableChange change) {}
}
