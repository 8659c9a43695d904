package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A place in the binlog.
 *
 * @param file the binlog's name
 * @param offset in bytes
 */
public record BinlogPosition(String file, long offset) {

  /** Where a server's binlog ends now. */
  public static BinlogPosition latest(DatabaseServer database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet status = statement.executeQuery("SHOW BINARY LOG STATUS")) {
      status.next();
      return new BinlogPosition(status.getString("File"), status.getLong("Position"));
    }
  }
}
