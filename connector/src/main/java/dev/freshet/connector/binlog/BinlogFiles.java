package dev.freshet.connector.binlog;

import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.MariadbGtidPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Asks a server for its binlog files. */
final class BinlogFiles {

  /** ER_PARSE_ERROR: the server does not know the statement. */
  private static final int UNKNOWN_STATEMENT = 1064;

  private BinlogFiles() {}

  /** The end of each file that the server still has, oldest first. */
  static List<FilePosition> ends(Connection connection) throws SQLException {
    List<FilePosition> ends = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
      while (row.next()) {
        ends.add(new FilePosition(row.getString(1), row.getLong(2)));
      }
    }
    return ends;
  }

  /**
   * What the server says of its binlog.
   *
   * @param position where it writes now
   * @param onlyDatabases binlog_do_db, separated by commas; empty if there is none
   * @param ignoredDatabases binlog_ignore_db likewise
   */
  record Status(FilePosition position, String onlyDatabases, String ignoredDatabases) {}

  /** Where the server writes now. */
  static FilePosition current(Connection connection) throws SQLException {
    return status(connection).position();
  }

  /** Where the server writes now, and what it leaves out. */
  static Status status(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SHOW BINARY LOG STATUS")) {
        return status(row);
      } catch (SQLException e) {
        if (e.getErrorCode() != UNKNOWN_STATEMENT) {
          throw e;
        }
      }
      // what servers before MySQL 8.2, and MariaDB, call it
      try (ResultSet row = statement.executeQuery("SHOW MASTER STATUS")) {
        return status(row);
      }
    }
  }

  /** The transactions that lie before a file, with MariaDB. */
  static MariadbGtidPosition startOf(String file, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT BINLOG_GTID_POS(?, ?)")) {
      statement.setString(1, file);
      statement.setLong(2, FilePosition.FIRST_OFFSET);
      try (ResultSet row = statement.executeQuery()) {
        String position = row.next() ? row.getString(1) : null;
        return MariadbGtidPosition.parse(position == null ? "" : position);
      }
    }
  }

  private static Status status(ResultSet row) throws SQLException {
    if (!row.next()) {
      throw new SQLException("the server tells no binlog position");
    }
    return new Status(
        new FilePosition(row.getString(1), row.getLong(2)),
        Objects.requireNonNullElse(row.getString(3), ""),
        Objects.requireNonNullElse(row.getString(4), ""));
  }
}
