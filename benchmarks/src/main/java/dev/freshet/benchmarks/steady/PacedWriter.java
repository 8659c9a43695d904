package dev.freshet.benchmarks.steady;

import dev.freshet.benchmarks.workload.UsersTable;
import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Inserts users, each at its time and in a transaction of its own, over several connections in
 * turn. One that is late is made at once, and does not delay those after it for longer than it is
 * late. Change number n is the user with id n + 1.
 */
final class PacedWriter implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Pace pace;
  private final Timeline timeline;
  private final List<Connection> connections = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
  private final List<Future<?>> parts = new ArrayList<>();

  private PacedWriter(Pace pace, Timeline timeline) {
    this.pace = pace;
    this.timeline = timeline;
  }

  /** Connects. */
  static PacedWriter connect(DatabaseServer database, Pace pace, Timeline timeline)
      throws SQLException {
    PacedWriter writer = new PacedWriter(pace, timeline);
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        writer.connections.add(database.connect());
      }
      return writer;
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  /** Begins, and returns when the first change is due, on {@link System#nanoTime()}'s clock. */
  long start() {
    long begin = System.nanoTime() + SOON_NANOS;
    for (int i = 0; i < CONNECTIONS; i++) {
      int first = i;
      parts.add(
          threads.submit(
              () -> {
                write(connections.get(first), first, begin);
                return null;
              }));
    }
    return begin;
  }

  /** Returns once all changes have been made. */
  void awaitEnd() throws SQLException, InterruptedException {
    for (Future<?> part : parts) {
      try {
        part.get();
      } catch (ExecutionException e) {
        throw new SQLException("cannot write at a steady pace", e.getCause());
      }
    }
  }

  private void write(Connection connection, int first, long begin) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(UsersTable.USERS.insert(1))) {
      for (int change = first; change < pace.changes(); change += CONNECTIONS) {
        UsersTable.bind(insert, 1, change + 1L);
        sleepUntil(begin + pace.dueNanos(change));
        timeline.begin(change);
        insert.executeUpdate();
        timeline.commit(change, System.nanoTime());
      }
    }
  }

  private static void sleepUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("interrupted before all changes were made");
      }
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() throws SQLException {
    threads.shutdownNow();
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
