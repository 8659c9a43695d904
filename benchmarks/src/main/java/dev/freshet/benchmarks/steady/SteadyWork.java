package dev.freshet.benchmarks.steady;

import dev.freshet.benchmarks.measure.CandidateProcess;
import dev.freshet.testkit.DatabaseServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Changes at a steady pace, into an empty users table, and the pool that has to show each of them.
 * Not thread-safe.
 */
public final class SteadyWork {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 5;

  private final DatabaseServer database;
  private final String server;
  private final Pace pace;

  /**
   * @param server the pool's, as {@code host:port}
   */
  public SteadyWork(DatabaseServer database, String server, Pace pace) {
    this.database = database;
    this.server = server;
    this.pace = pace;
  }

  /**
   * Makes all changes, and returns once the pool has shown all of them.
   *
   * @param process a candidate that has begun to read
   * @throws IllegalStateException if it ends, or does not bring all
   */
  public SteadyRun measure(CandidateProcess process)
      throws SQLException, IOException, InterruptedException {
    Timeline timeline = new Timeline(pace.changes());
    try (PacedWriter writer = PacedWriter.connect(database, pace, timeline);
        KeyWatch watch = KeyWatch.start(server, timeline)) {
      long begin = writer.start();
      sleepUntil(begin + pace.dueNanos(pace.settling()));
      Duration cpuBefore = process.cpu();
      long from = System.nanoTime();
      sleepUntil(begin + pace.dueNanos(pace.changes()));
      Duration cpu = process.cpu().minus(cpuBefore);
      Duration taken = Duration.ofNanos(System.nanoTime() - from);
      writer.awaitEnd();
      awaitAll(process, timeline, watch);
      return new SteadyRun(
          pace.measured(),
          committing(timeline),
          latency(timeline),
          taken,
          cpu,
          process.peakMemory());
    }
  }

  private void awaitAll(CandidateProcess process, Timeline timeline, KeyWatch watch)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!timeline.allSeen()) {
      process.requireAlive();
      watch.requireWell();
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw process.died("did not show all changes within " + LIMIT.toMinutes() + " minutes");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Duration committing(Timeline timeline) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int change = pace.settling(); change < pace.changes(); change++) {
      first = Math.min(first, timeline.committedNanos(change));
      last = Math.max(last, timeline.committedNanos(change));
    }
    return Duration.ofNanos(last - first);
  }

  private Latency latency(Timeline timeline) {
    long[] nanos = new long[pace.measured()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = timeline.latencyNanos(pace.settling() + i);
    }
    return Latency.of(nanos);
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
