package dev.freshet.daemon.verify;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.scan.LoadLimit;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.verify.VerifyStatus.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all pools with the database over and over, slowly, and mends what is wrong, so that
 * nothing that was ever missed stays so for long. What is missing is only counted: it may have been
 * evicted to make room. Thread-safe; a thread of its own does the work.
 */
public final class RollingVerification implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RollingVerification.class);

  /** How much faster than need be, since the numbers of rows are guesses. */
  private static final double MARGIN = 1.25;

  /** Nothing is given up: a database or a pool that is away is waited for. */
  private static final Duration PATIENCE = Duration.ofDays(365);

  private static final Duration RETRY = Duration.ofSeconds(10);

  private final Replication replication;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Duration interval;
  private final VerifyMeters meters;
  private final LoadLimit limit;
  private final Thread thread = new Thread(this::run, "freshet-verify-rolling");
  private volatile @Nullable Verification current;

  /**
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param interval how long one pass takes
   * @param meters told what is found
   * @param limit how busy the database may be
   */
  public RollingVerification(
      Replication replication,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Duration interval,
      VerifyMeters meters,
      LoadLimit limit) {
    this.replication = replication;
    this.transformers = transformers;
    this.transforms = transforms;
    this.interval = interval;
    this.meters = meters;
    this.limit = limit;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        long begun = System.nanoTime();
        pass();
        long left = interval.toNanos() - (System.nanoTime() - begun);
        Thread.sleep(Math.max(0, Duration.ofNanos(left).toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Comparing pools with the database has ended until the next start", e);
    }
  }

  private void pass() throws InterruptedException {
    VerifyRequest request =
        new VerifyRequest(
            replication.poolsWithValues(),
            transformers.keySet(),
            100,
            Set.of(Difference.DIFFERENT, Difference.SURPLUS),
            rowsPerSecond());
    Verification verification =
        Verification.beside(
            replication, request, transformers, transforms, meters, limit, PATIENCE);
    current = verification;
    try {
      verification.start();
      verification.await();
    } finally {
      verification.close();
    }
    report(verification.status());
  }

  private long rowsPerSecond() throws InterruptedException {
    Database database = replication.database();
    while (true) {
      try {
        long rows = SourceTable.estimatedRows(transformers, transforms, database);
        return 1 + (long) (MARGIN * rows / interval.toSeconds());
      } catch (QueryException e) {
        LOG.warn(
            "Pools cannot be compared with the database; it is tried again: {}", e.getMessage());
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  private static void report(VerifyStatus status) {
    long checked = status.findings().stream().mapToLong(Finding::checked).sum();
    long missing = status.findings().stream().mapToLong(Finding::missing).sum();
    List<String> wrong = new ArrayList<>();
    for (Finding finding : status.findings()) {
      if (finding.different() + finding.surplus() > 0) {
        wrong.add(
            "pool %s transformer %s: %d different, %d surplus, for instance %s"
                .formatted(
                    finding.pool(),
                    finding.transformer(),
                    finding.different(),
                    finding.surplus(),
                    finding.examples()));
      }
    }
    if (status.state() == VerifyStatus.State.FAILED) {
      LOG.warn("A comparison of the pools with the database did not end: {}", status.why());
    }
    if (wrong.isEmpty()) {
      LOG.info(
          "Pools were compared with the database: {} keys, none wrong, {} missing",
          checked,
          missing);
    } else {
      LOG.warn(
          "Pools were compared with the database: {} keys, {} missing, and wrong ones, which were"
              + " mended: {}",
          checked,
          missing,
          String.join("; ", wrong));
    }
  }

  /** Ends it. */
  @Override
  public void close() {
    thread.interrupt();
    Verification running = current;
    if (running != null) {
      running.close();
    }
    Threads.end(thread);
  }
}
