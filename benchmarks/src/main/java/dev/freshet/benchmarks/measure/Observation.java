package dev.freshet.benchmarks.measure;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Watches one candidate from outside: its process, the database, and what shows its work. */
public final class Observation {
  private static final long POLL_MILLIS = 2;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final Duration LIMIT = Duration.ofMinutes(20);

  private final CandidateProcess process;
  private final Reading reading;

  /**
   * @param process just started
   * @param reading tells of none as yet
   */
  public Observation(CandidateProcess process, Reading reading) {
    this.process = process;
    this.reading = reading;
  }

  /** Something that is waited for. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it is so now. */
    boolean holds() throws SQLException, IOException;
  }

  /** Returns once the candidate has begun to read. */
  public void awaitReading() throws SQLException, IOException, InterruptedException {
    await("begin to read", START_LIMIT, reading::any);
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

  /**
   * Returns once a candidate has dealt with all rows.
   *
   * @param rows how many there are
   * @param evidence shows nothing as yet
   */
  public Run awaitAll(int rows, Evidence evidence)
      throws SQLException, IOException, InterruptedException {
    Duration untilReading = await("begin to read", START_LIMIT, reading::any);
    Duration cpuUntilReading = process.cpu();
    Duration untilFirst = await("show the first row", START_LIMIT, evidence::first);
    Duration untilLast = await("show all rows", LIMIT, evidence::all);
    return new Run(
        rows,
        untilReading,
        untilFirst,
        untilLast,
        cpuUntilReading,
        process.cpu(),
        process.peakMemory());
  }

  /**
   * Returns how long after the start somebody began to look and found it so. Looking at many values
   * takes a while, in which the candidate has nothing to do any more.
   */
  private Duration await(String what, Duration limit, Condition condition)
      throws SQLException, IOException, InterruptedException {
    long begun = System.nanoTime();
    Duration looked = sinceStart();
    while (!condition.holds()) {
      process.requireAlive();
      if (System.nanoTime() - begun > limit.toNanos()) {
        throw process.died("did not " + what + " within " + limit.toMinutes() + " minutes");
      }
      Thread.sleep(POLL_MILLIS);
      looked = sinceStart();
    }
    return looked;
  }

  private Duration sinceStart() {
    return Duration.ofNanos(System.nanoTime() - process.startNanos());
  }
}
