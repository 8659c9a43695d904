package dev.freshet.connector.binlog;

import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells whether a server is one that others follow, and not one that follows another. */
final class ServerRole {

  /** ER_PARSE_ERROR: the server does not know the statement. */
  private static final int UNKNOWN_STATEMENT = 1064;

  /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final int PRIVILEGE_IS_MISSING = 1227;

  private static final Set<String> THREADS =
      Set.of("replica_io_running", "replica_sql_running", "slave_io_running", "slave_sql_running");

  private ServerRole() {}

  /** Whether it takes writes, and replicates from nobody. */
  static boolean isSource(ServerFacts facts, Connection connection) throws SQLException {
    Set<String> off = Set.of("OFF", "0");
    return off.contains(facts.variable("read_only")) && !replicates(facts, connection);
  }

  /** Whether it does as far as this account may see. */
  private static boolean replicates(ServerFacts facts, Connection connection) throws SQLException {
    List<String> statements =
        facts.mariadb()
            ? List.of("SHOW ALL SLAVES STATUS")
            : List.of("SHOW REPLICA STATUS", "SHOW SLAVE STATUS");
    for (String sql : statements) {
      try (Statement statement = connection.createStatement();
          ResultSet channels = statement.executeQuery(sql)) {
        return anyRuns(channels);
      } catch (SQLException e) {
        if (e.getErrorCode() == PRIVILEGE_IS_MISSING) {
          return false;
        }
        if (e.getErrorCode() != UNKNOWN_STATEMENT) {
          throw e;
        }
      }
    }
    return false;
  }

  private static boolean anyRuns(ResultSet channels) throws SQLException {
    ResultSetMetaData columns = channels.getMetaData();
    while (channels.next()) {
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        if (THREADS.contains(columns.getColumnLabel(i).toLowerCase(Locale.ROOT))
            && !"No".equalsIgnoreCase(channels.getString(i))) {
          return true;
        }
      }
    }
    return false;
  }
}
