package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.daemon.scan.KeyHash;
import dev.freshet.daemon.scan.LongSet;
import java.util.List;

/**
 * The time between two places of a stream in which something is read from the database beside it.
 * For keys that the stream touches meanwhile, what was read may be older than what the pools hold;
 * for all others it is not. This is the watermark algorithm of DBLog (Andreakis and Papapanagiotou,
 * "DBLog: A Watermark Based Change-Data-Capture Framework", 2020), with the source's positions as
 * watermarks, so that nothing is written to the source.
 *
 * <p>Keys are remembered by their hashes. That two have the same is as good as impossible, and
 * would only have the later one left out.
 *
 * <p>The keys are the pipeline's thread's alone; the rest is immutable.
 */
final class ReadWindow {

  private final SourcePosition from;
  private final LongSet touched = new LongSet();

  /**
   * @param from how far the stream had been handed over when it was opened
   */
  ReadWindow(SourcePosition from) {
    this.from = from;
  }

  /** What is read has to show everything up to here. */
  SourcePosition from() {
    return from;
  }

  /** See {@link dev.freshet.api.change.TransactionChunk#order}: what is read is as of this. */
  long order() {
    return from.order();
  }

  /** Notes what the stream hands over. */
  void touch(OperationBatch operations) {
    for (CacheOperation operation : operations.operations()) {
      touched.add(KeyHash.of(operation.key()));
    }
  }

  /** Those of {@code read} whose keys have not been touched. */
  OperationBatch untouched(OperationBatch read) {
    if (touched.size() == 0) {
      return read;
    }
    List<CacheOperation> left =
        read.operations().stream()
            .filter(operation -> !touched.contains(KeyHash.of(operation.key())))
            .toList();
    return OperationBatch.of(left, read.order());
  }
}
