package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Commits single-row transactions at a constant rate, whatever becomes of them, until it is
 * interrupted.
 */
final class SteadyWriter implements Callable<Long> {

  private static final int ROWS = 2_000;

  private final DatabaseServer database;
  private final int firstId;
  private final long intervalNanos;
  private final AtomicLong commits;

  /**
   * @param number which writer it is, from 0; each has rows of its own in {@code users}
   * @param perSecond how many transactions it commits in a second
   * @param commits counts those of all writers
   */
  SteadyWriter(DatabaseServer database, int number, int perSecond, AtomicLong commits) {
    this.database = database;
    this.firstId = number * ROWS;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.commits = commits;
  }

  @Override
  public Long call() throws Exception {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "REPLACE INTO site.users VALUES (?, 'Ann', NULL, 1.5, NULL,"
                    + " '2026-01-02 03:04:05.678', 'vip', 1, ?)")) {
      long next = System.nanoTime();
      for (long version = 1; !Thread.currentThread().isInterrupted(); version++) {
        statement.setInt(1, firstId + (int) (version % ROWS));
        statement.setLong(2, version);
        statement.execute();
        commits.incrementAndGet();
        next += intervalNanos;
        LockSupport.parkNanos(next - System.nanoTime());
      }
      return commits.get();
    }
  }
}
