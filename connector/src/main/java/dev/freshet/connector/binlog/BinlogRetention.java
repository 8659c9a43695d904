package dev.freshet.connector.binlog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Asks a server how long it keeps its binlog files. */
final class BinlogRetention {

  private static final double SECONDS_OF_DAY = 86_400;

  private BinlogRetention() {}

  /** The time after which a file may be purged; empty if the server purges none by itself. */
  static Optional<Duration> read(Connection connection) throws SQLException {
    Map<String, String> variables = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('binlog_expire_logs_seconds',"
                    + " 'binlog_expire_logs_auto_purge', 'expire_logs_days')")) {
      while (row.next()) {
        variables.put(row.getString(1), row.getString(2));
      }
    }
    if (variables.getOrDefault("binlog_expire_logs_auto_purge", "ON").equals("OFF")) {
      return Optional.empty();
    }
    long seconds = Long.parseLong(variables.getOrDefault("binlog_expire_logs_seconds", "0"));
    double days = Double.parseDouble(variables.getOrDefault("expire_logs_days", "0"));
    long kept = seconds > 0 ? seconds : (long) (days * SECONDS_OF_DAY);
    return kept > 0 ? Optional.of(Duration.ofSeconds(kept)) : Optional.empty();
  }
}
