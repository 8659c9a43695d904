package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.SQLException;
import java.util.List;

/**
 * So many inserted users, with ids from 1 on.
 *
 * @param name what the report calls it
 * @param rows how many, with the first and the last
 * @param shape how they are to be had
 */
public record InsertedRows(String name, int rows, Shape shape) implements Workload {

  /** Where rows are to be had from, and how they were written. */
  public enum Shape {
    /** From the binlog: each row is a transaction, from several connections. */
    SINGLE_ROWS,
    /** From the binlog: all rows but the last are one transaction. */
    ONE_TRANSACTION,
    /** From the table, in which they are all along. */
    TABLE
  }

  private static final UsersTable TABLE = UsersTable.USERS;

  /** Checks that there is something to do. */
  public InsertedRows {
    if (rows < 2 * Writers.CONNECTIONS) {
      throw new IllegalArgumentException(
          "workload " + name + ": " + rows + " rows are too few, give " + 2 * Writers.CONNECTIONS);
    }
  }

  @Override
  public Mapping mapping() {
    return Mapping.ofRows(List.of(TABLE.mapped()));
  }

  @Override
  public boolean isStream() {
    return switch (shape) {
      case SINGLE_ROWS, ONE_TRANSACTION -> true;
      case TABLE -> false;
    };
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    TABLE.create(database);
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    switch (shape) {
      case SINGLE_ROWS -> {
        Writers.alone(database, 1, 1, TABLE.insertSingly());
        Writers.together(database, 2, rows - 1, TABLE.insertSingly());
      }
      case ONE_TRANSACTION, TABLE -> Writers.alone(database, 1, rows - 1, TABLE::insertTogether);
    }
    Writers.alone(database, rows, rows, TABLE.insertSingly());
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    return new Outcome(
        TABLE.key(1), true, TABLE.key(rows), rows, false, TABLE.sample(database, rows, SAMPLE));
  }
}
