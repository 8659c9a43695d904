package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's threads that send binlogs to somebody: they show when a candidate has begun to read
 * the binlog. Not thread-safe.
 */
public final class DumpThreads implements Reading, AutoCloseable {
  private static final long WAIT_MILLIS = 5;

  private final Connection connection;

  private DumpThreads(Connection connection) {
    this.connection = connection;
  }

  /** Connects. */
  public static DumpThreads of(DatabaseServer database) throws SQLException {
    return new DumpThreads(database.connect());
  }

  @Override
  public boolean any() throws SQLException {
    return !ids().isEmpty();
  }

  /**
   * Ends all, so that none is left of a reader that has gone: a server only notices that when it
   * has something to send.
   */
  @Override
  public void clear() throws SQLException, InterruptedException {
    for (List<Long> ids = ids(); !ids.isEmpty(); ids = ids()) {
      for (long id : ids) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("KILL " + id);
        } catch (SQLException e) {
          if (ids().contains(id)) {
            throw e;
          }
        }
      }
      Thread.sleep(WAIT_MILLIS);
    }
  }

  private List<Long> ids() throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet threads = statement.executeQuery("SHOW PROCESSLIST")) {
      while (threads.next()) {
        String command = threads.getString("Command");
        if (command != null && command.startsWith("Binlog Dump")) {
          ids.add(threads.getLong("Id"));
        }
      }
    }
    return ids;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
