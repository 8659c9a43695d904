package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.OperationBatch;
import java.util.concurrent.atomic.AtomicLong;

/** Counts dead letters, and nothing else. Thread-safe. */
final class CountedMeters implements PipelineMeters {

  final AtomicLong deadLetters = new AtomicLong();

  @Override
  public void chunk(TransactionChunk chunk) {}

  @Override
  public void submitted(String pool, OperationBatch batch) {}

  @Override
  public void acknowledged(String pool, OperationBatch batch, long latencyMicros) {}

  @Override
  public void queried(int questions, boolean answered, long nanos) {}

  @Override
  public void deadLetters(int count) {
    deadLetters.addAndGet(count);
  }
}
