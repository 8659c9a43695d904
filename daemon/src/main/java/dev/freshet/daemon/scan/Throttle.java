package dev.freshet.daemon.scan;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps those who read tables from end to end below a number of rows per second, and has them wait
 * while the database is busy. Thread-safe.
 */
public final class Throttle {

  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Pace pace;
  private final LoadLimit limit;
  private final Database database;
  private final Consumer<String> waiting;
  private long lookNanos = System.nanoTime();

  /**
   * @param rowsPerSecond how many rows there may be in a second; 0 for no limit
   * @param waiting told what is waited for; empty when that is over
   */
  public Throttle(
      long rowsPerSecond, LoadLimit limit, Database database, Consumer<String> waiting) {
    this.pace = new Pace(rowsPerSecond);
    this.limit = limit;
    this.database = database;
    this.waiting = waiting;
  }

  /** How many rows to read at a time: no more than in half a second. */
  public int chunk(int most) {
    return pace.chunk(most);
  }

  /** Waits until {@code rows} more may be read. */
  public void await(int rows) throws QueryException, InterruptedException {
    pace.await(rows);
    awaitQuiet();
  }

  private synchronized void awaitQuiet() throws QueryException, InterruptedException {
    if (System.nanoTime() - lookNanos < 0) {
      return;
    }
    boolean waits = false;
    String excess = limit.excess(database.load());
    while (excess != null) {
      waits = true;
      waiting.accept(excess);
      Thread.sleep(Duration.ofNanos(LOOK_NANOS).toMillis());
      excess = limit.excess(database.load());
    }
    if (waits) {
      waiting.accept("");
    }
    lookNanos = System.nanoTime() + LOOK_NANOS;
  }
}
