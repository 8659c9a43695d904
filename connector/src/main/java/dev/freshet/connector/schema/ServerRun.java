package dev.freshet.connector.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One life of a server, from its start to its end.
 *
 * @param server what the server calls itself: server_uuid of MySQL, server_id of MariaDB
 * @param startedAtSeconds when it was started, by its own clock, seconds since 1970, give or take
 *     the time that asking takes
 */
public record ServerRun(String server, long startedAtSeconds) {

  private static final long TOLERANCE_SECONDS = 2;

  /** Asks a server. */
  public static ServerRun read(ServerFacts facts, Connection connection) throws SQLException {
    String uuid = facts.variable("server_uuid");
    return new ServerRun(
        uuid.isEmpty() ? facts.variable("server_id") : uuid,
        number(connection, "SELECT UNIX_TIMESTAMP()", 1)
            - number(connection, "SHOW GLOBAL STATUS LIKE 'Uptime'", 2));
  }

  private static long number(Connection connection, String query, int column) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(column) : 0;
    }
  }

  /** Whether it is the same server, which was not started anew. */
  public boolean isSameAs(@Nullable ServerRun other) {
    return other != null
        && server.equals(other.server)
        && Math.abs(startedAtSeconds - other.startedAtSeconds) <= TOLERANCE_SECONDS;
  }
}
