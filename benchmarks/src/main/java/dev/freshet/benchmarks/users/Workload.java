package dev.freshet.benchmarks.users;

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

/**
 * So many inserted rows, with ids from 1 on. Row 1 is the first in the binlog, and the last row is
 * a transaction of its own behind all others, so that whoever follows the binlog and shows it has
 * dealt with them.
 *
 * @param name what the report calls it
 * @param rows how many, with the first and the last
 * @param shape how they are to be had
 */
public record Workload(String name, int rows, Shape shape) {

  /** Where rows are to be had from, and how they were written. */
  public enum Shape {
    /** From the binlog: each row is a transaction, from several connections. */
    SINGLE_ROWS,
    /** From the binlog: all rows but the last are one transaction. */
    ONE_TRANSACTION,
    /** From the table, in which they are all along. */
    TABLE
  }

  private static final int CONNECTIONS = 4;
  private static final int BATCH = 500;

  /** Checks that there is something to do. */
  public Workload {
    if (rows < 2 * CONNECTIONS) {
      throw new IllegalArgumentException(
          "workload " + name + ": " + rows + " rows are too few, give " + 2 * CONNECTIONS);
    }
  }

  /** Whether the rows are to be had from the binlog, and not from the table. */
  public boolean isStream() {
    return switch (shape) {
      case SINGLE_ROWS, ONE_TRANSACTION -> true;
      case TABLE -> false;
    };
  }

  /** The key that shows first. */
  public String firstKey() {
    return UsersTable.key(1);
  }

  /** The key that shows last. */
  public String lastKey() {
    return UsersTable.key(rows);
  }

  /** Writes all of it to the table, which must be empty. */
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    switch (shape) {
      case SINGLE_ROWS -> {
        insertSingly(database, 1, 1);
        insertConcurrently(database, 2, rows - 1);
      }
      case ONE_TRANSACTION, TABLE -> insertTogether(database, 1, rows - 1);
    }
    insertSingly(database, rows, rows);
  }

  private static void insertConcurrently(DatabaseServer database, int first, int last)
      throws SQLException, InterruptedException {
    ExecutorService writers = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      int count = last - first + 1;
      for (int i = 0; i < CONNECTIONS; i++) {
        int from = first + (int) ((long) count * i / CONNECTIONS);
        int to = first + (int) ((long) count * (i + 1) / CONNECTIONS) - 1;
        parts.add(
            writers.submit(
                () -> {
                  insertSingly(database, from, to);
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new SQLException("cannot write the workload", e.getCause());
    } finally {
      writers.shutdownNow();
    }
  }

  private static void insertSingly(DatabaseServer database, int first, int last)
      throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement(UsersTable.insert(1))) {
      for (int id = first; id <= last; id++) {
        UsersTable.bind(insert, 1, User.of(id));
        insert.addBatch();
        if (id == last || (id - first) % BATCH == BATCH - 1) {
          insert.executeBatch();
        }
      }
    }
  }

  private static void insertTogether(DatabaseServer database, int first, int last)
      throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      for (int from = first; from <= last; from += BATCH) {
        int count = Math.min(BATCH, last - from + 1);
        try (PreparedStatement insert = connection.prepareStatement(UsersTable.insert(count))) {
          for (int i = 0; i < count; i++) {
            UsersTable.bind(insert, 1 + i * UsersTable.COLUMNS, User.of(from + i));
          }
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }
}
