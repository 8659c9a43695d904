package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Tells when somebody has read a row of a table: by {@code Innodb_rows_read}, in which MySQL leaves
 * its own tables out. Not thread-safe.
 */
public final class TableReads implements Reading, AutoCloseable {
  private final Connection connection;
  private long before;

  private TableReads(Connection connection) {
    this.connection = connection;
  }

  /** Connects. */
  public static TableReads of(DatabaseServer database) throws SQLException {
    return new TableReads(database.connect());
  }

  @Override
  public void clear() throws SQLException {
    before = count();
  }

  @Override
  public boolean any() throws SQLException {
    return count() > before;
  }

  private long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet status = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_rows_read'")) {
      status.next();
      return status.getLong("Value");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
