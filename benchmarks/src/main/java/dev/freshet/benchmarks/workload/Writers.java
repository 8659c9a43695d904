package dev.freshet.benchmarks.workload;

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

/** Ways to write many rows. Has no state. */
final class Writers {
  /** How many connections write at once. */
  static final int CONNECTIONS = 4;

  private static final int BATCH = 500;

  private Writers() {}

  /** Writes a part of the work over a connection of its own. */
  @FunctionalInterface
  interface Part {
    /** Writes what belongs to the numbers from {@code first} to {@code last}. */
    void write(Connection connection, int first, int last) throws SQLException;
  }

  /** Puts the values of one number into a statement. */
  @FunctionalInterface
  interface Binding {
    void bind(PreparedStatement statement, int number) throws SQLException;
  }

  /** Writes over one connection. */
  static void alone(DatabaseServer database, int first, int last, Part part) throws SQLException {
    try (Connection connection = database.connect()) {
      part.write(connection, first, last);
    }
  }

  /** Writes over several connections, each of which has a range of the numbers. */
  static void together(DatabaseServer database, int first, int last, Part part)
      throws SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      long count = last - first + 1L;
      for (int i = 0; i < CONNECTIONS; i++) {
        int from = first + (int) (count * i / CONNECTIONS);
        int to = first + (int) (count * (i + 1) / CONNECTIONS) - 1;
        parts.add(
            threads.submit(
                () -> {
                  alone(database, from, to, part);
                  return null;
                }));
      }
      for (Future<?> each : parts) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("cannot write the workload", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** A transaction for each number. */
  static Part singly(String sql, Binding binding) {
    return (connection, first, last) -> {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int number = first; number <= last; number++) {
          binding.bind(statement, number);
          statement.addBatch();
          if (number == last || (number - first) % BATCH == BATCH - 1) {
            statement.executeBatch();
          }
        }
      }
    };
  }
}
