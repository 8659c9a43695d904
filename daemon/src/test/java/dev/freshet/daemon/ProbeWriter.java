package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Commits a row with a number that has not been used before, a hundred times a second, and tells
 * the watches of all pools. Runs until it is interrupted.
 */
final class ProbeWriter implements Callable<Long> {

  /** Several, so that more than one server of a pool gets them. */
  static final int KEYS = 4;

  private static final long INTERVAL_NANOS = 10_000_000;

  private final DatabaseServer database;
  private final List<ProbeWatch> watches;
  private final Supplier<ProbePhase> phase;

  /**
   * @param phase gives the one that a probe belongs to
   */
  ProbeWriter(DatabaseServer database, List<ProbeWatch> watches, Supplier<ProbePhase> phase) {
    this.database = database;
    this.watches = watches;
    this.phase = phase;
  }

  @Override
  public Long call() throws Exception {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO site.settings VALUES (?, 'probe', 'number', 1, ?)"
                    + " ON DUPLICATE KEY UPDATE version = VALUES(version)")) {
      long next = System.nanoTime();
      long number = 0;
      while (!Thread.currentThread().isInterrupted()) {
        number++;
        int key = (int) (number % KEYS);
        statement.setString(1, "probe" + key);
        statement.setLong(2, number);
        statement.execute();
        long committed = System.nanoTime();
        ProbePhase current = phase.get();
        for (ProbeWatch watch : watches) {
          watch.expect(new ProbeWatch.Probe(key, number, committed, current));
        }
        next += INTERVAL_NANOS;
        LockSupport.parkNanos(next - System.nanoTime());
      }
      return number;
    }
  }
}
