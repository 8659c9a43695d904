package dev.freshet.connector.binlog;

import dev.freshet.connector.position.FilePosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

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

  /** Where the server writes now. */
  static FilePosition current(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("SHOW BINARY LOG STATUS")) {
        return position(row);
      } catch (SQLException e) {
        if (e.getErrorCode() != UNKNOWN_STATEMENT) {
          throw e;
        }
      }
      // what servers before MySQL 8.2, and MariaDB, call it
      try (ResultSet row = statement.executeQuery("SHOW MASTER STATUS")) {
        return position(row);
      }
    }
  }

  private static FilePosition position(ResultSet row) throws SQLException {
    if (!row.next()) {
      throw new SQLException("the server tells no binlog position");
    }
    return new FilePosition(row.getString(1), row.getLong(2));
  }
}
