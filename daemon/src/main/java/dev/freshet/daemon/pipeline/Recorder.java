package dev.freshet.daemon.pipeline;

import dev.freshet.daemon.checkpoint.Checkpoints;
import java.io.IOException;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts on the disk what has to be there before a batch is handed to pools, and waits for a disk
 * that is full or broken. Thread-safe.
 */
final class Recorder {

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final long RETRY_MILLIS = 1000;

  private final Checkpoints checkpoints;
  private final DeadLetterFile deadLetters;
  private final PipelineMeters meters;
  private final StreamStatus status;

  /**
   * @param status is told while nothing can be stored
   */
  Recorder(
      Checkpoints checkpoints,
      DeadLetterFile deadLetters,
      PipelineMeters meters,
      StreamStatus status) {
    this.checkpoints = checkpoints;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.status = status;
  }

  /**
   * Stores the dead letters of {@code handOver} and, for {@code pools}, its intent.
   *
   * @throws InterruptedException if the thread was interrupted before that was done; nothing may be
   *     handed over then
   */
  void record(HandOver handOver, Collection<String> pools) throws InterruptedException {
    if (!handOver.deadLetters().isEmpty()) {
      store(() -> deadLetters.append(handOver.deadLetters()));
      meters.deadLetters(handOver.deadLetters().size());
    }
    if (!handOver.operations().operations().isEmpty()) {
      store(() -> checkpoints.recordIntent(pools, handOver.furthest()));
    }
  }

  /** Something that writes to {@code state.dir}. */
  private interface Storing {
    void run() throws IOException;
  }

  private void store(Storing storing) throws InterruptedException {
    while (true) {
      try {
        storing.run();
        status.stored();
        return;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while storing");
        }
        LOG.error(
            "state.dir cannot be written to, so nothing is handed to the pools: {}. Make room or mend"
                + " it; this is tried again every second",
            e.toString());
        status.notStored(e);
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }
}
