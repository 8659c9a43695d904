package dev.freshet.connector.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a server is and how its binlog is set up, read at one moment. Immutable.
 *
 * @param version what it says its version is
 * @param mariadb whether it is a MariaDB server
 * @param executed the transactions in its binlog: gtid_executed of MySQL, gtid_binlog_pos of
 *     MariaDB
 * @param purged the transactions that its binlog no longer has: gtid_purged; empty with MariaDB
 * @param variables its other global variables as far as they matter, by name
 */
public record ServerFacts(
    String version,
    boolean mariadb,
    String executed,
    String purged,
    Map<String, String> variables) {

  private static final String VARIABLES =
      "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'binlog_format',"
          + " 'binlog_row_image', 'binlog_row_metadata', 'gtid_mode', 'server_id',"
          + " 'binlog_expire_logs_seconds', 'expire_logs_days', 'binlog_row_value_options',"
          + " 'log_bin_compress', 'server_uuid', 'innodb_native_foreign_keys',"
          + " 'log_slave_updates', 'log_replica_updates', 'read_only')";

  public ServerFacts {
    variables = Map.copyOf(variables);
  }

  /** Asks a server. */
  public static ServerFacts read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Map<String, String> variables = new HashMap<>();
      try (ResultSet rows = statement.executeQuery(VARIABLES)) {
        while (rows.next()) {
          variables.put(rows.getString(1).toLowerCase(Locale.ROOT), rows.getString(2));
        }
      }
      String version = single(statement, "SELECT VERSION()");
      boolean mariadb = version.toLowerCase(Locale.ROOT).contains("mariadb");
      // SHOW VARIABLES would cut a long set
      String executed =
          single(statement, "SELECT @@GLOBAL." + (mariadb ? "gtid_binlog_pos" : "gtid_executed"));
      String purged = mariadb ? "" : single(statement, "SELECT @@GLOBAL.gtid_purged");
      return new ServerFacts(version, mariadb, executed, purged, variables);
    }
  }

  private static String single(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      String value = row.next() ? row.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  /** A global variable in upper case; empty if the server has none of that name. */
  public String variable(String name) {
    return variables.getOrDefault(name, "").toUpperCase(Locale.ROOT);
  }

  /** Whether the server writes a binlog. */
  public boolean hasBinlog() {
    return variable("log_bin").equals("ON") || variable("log_bin").equals("1");
  }

  /** Whether every transaction has a GTID. */
  public boolean hasGtids() {
    return mariadb || variable("gtid_mode").equals("ON");
  }

  /** What the server is called: MySQL or MariaDB. */
  public String product() {
    return mariadb ? "MariaDB" : "MySQL";
  }

  /** The server's own id in replication. */
  public long serverId() {
    String id = variable("server_id");
    return id.isEmpty() ? 0 : Long.parseLong(id);
  }
}
