package dev.freshet.benchmarks.measure;

import dev.freshet.benchmarks.users.Workload;
import dev.freshet.testkit.MemcachedReader;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Watches one candidate from outside, by its process, the database and the pools. */
public final class Observation {
  private static final long POLL_MILLIS = 2;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final CandidateProcess process;
  private final DumpThreads dumpThreads;
  private final Pools pools;

  /**
   * @param process just started
   * @param dumpThreads none as yet
   * @param pools empty as yet
   */
  public Observation(CandidateProcess process, DumpThreads dumpThreads, Pools pools) {
    this.process = process;
    this.dumpThreads = dumpThreads;
    this.pools = pools;
  }

  /** Something that is waited for. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it is so now. */
    boolean holds() throws SQLException, IOException;
  }

  /** Returns once the candidate reads the binlog. */
  public void awaitReading() throws SQLException, IOException, InterruptedException {
    await("read the binlog", START_LIMIT, dumpThreads::any);
  }

  /**
   * Returns once something is so that should be so soon.
   *
   * @param what what the candidate does then, for the message if it does not
   */
  public void awaitSoon(String what, Condition condition)
      throws SQLException, IOException, InterruptedException {
    await(what, START_LIMIT, condition);
  }

  /** Returns once all rows of a workload are in every pool. */
  public Run awaitAll(Workload workload) throws SQLException, IOException, InterruptedException {
    List<MemcachedReader> readers = pools.readers();
    try {
      awaitReading();
      Duration untilReading = sinceStart();
      Duration cpuUntilReading = process.cpu();
      await("show the first key", START_LIMIT, () -> holdsAll(readers, workload.firstKey()));
      Duration untilFirst = sinceStart();
      await("show the last key", LIMIT, () -> holdsAll(readers, workload.lastKey()));
      // the last key may be there before others, where several threads set them
      await("show all keys", LIMIT, () -> countsAre(readers, workload.rows()));
      return new Run(
          workload.rows(),
          untilReading,
          untilFirst,
          sinceStart(),
          cpuUntilReading,
          process.cpu(),
          process.peakMemory());
    } finally {
      readers.forEach(MemcachedReader::close);
    }
  }

  private void await(String what, Duration limit, Condition condition)
      throws SQLException, IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      process.requireAlive();
      if (System.nanoTime() - begun > limit.toNanos()) {
        throw process.died("did not " + what + " within " + limit.toMinutes() + " minutes");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - process.startNanos());
  }

  private static boolean holdsAll(List<MemcachedReader> readers, String key) {
    return readers.stream().allMatch(reader -> reader.get(key).isPresent());
  }

  private static boolean countsAre(List<MemcachedReader> readers, int count) {
    String expected = Integer.toString(count);
    return readers.stream().allMatch(reader -> expected.equals(reader.stats().get("curr_items")));
  }
}
