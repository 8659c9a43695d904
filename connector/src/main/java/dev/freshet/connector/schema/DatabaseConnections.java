package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Driver;

/**
 * Opens JDBC connections to a MySQL or MariaDB server, or to the current one of several. Holds none
 * itself. Thread-safe.
 */
public final class DatabaseConnections {

  private final DatabaseHosts hosts;
  private final @Nullable Duration longest;

  public DatabaseConnections(ServerAccess access) {
    this(new DatabaseHosts(List.of(access)));
  }

  public DatabaseConnections(DatabaseHosts hosts) {
    this.hosts = hosts;
    this.longest = null;
  }

  /**
   * @param longest how long connecting may take at most, if that is less than is configured
   */
  public DatabaseConnections(DatabaseHosts hosts, Duration longest) {
    this.hosts = hosts;
    this.longest = longest;
  }

  /** Whom the connections go to now. */
  public ServerAccess access() {
    return hosts.current();
  }

  /**
   * A connection, and whom it goes to: by the time that it is open, others may go to another one.
   */
  record Opened(Connection connection, ServerAccess server) {}

  /** Opens a connection. Blocks. */
  public Connection open() throws SourceException {
    return connect().connection();
  }

  /** The same, and tells whom it goes to. */
  Opened connect() throws SourceException {
    return connect(Map.of());
  }

  /**
   * Opens a connection for queries, of which several may go in one round trip: by their text, or
   * prepared on the server, in which case it is one at a time. Either shows numbers and dates as
   * they are, and types by their own names. Blocks.
   *
   * @param onServer whether statements are prepared on the server, which sends values in binary
   *     form then
   * @param answer how long an answer may take before the connection counts as broken
   */
  public Connection openForQueries(boolean onServer, Duration answer) throws SourceException {
    return connect(
            Map.of(
                "useServerPrepStmts",
                String.valueOf(onServer),
                "allowMultiQueries",
                String.valueOf(!onServer),
                "tinyInt1isBit",
                "false",
                "yearIsDateType",
                "false",
                "socketTimeout",
                String.valueOf(answer.toMillis())))
        .connection();
  }

  private Opened connect(Map<String, String> more) throws SourceException {
    HostTroubles troubles = new HostTroubles();
    for (ServerAccess server : hosts.reachable()) {
      try {
        Connection connection = open(longest == null ? server : server.within(longest), more);
        hosts.prefer(server);
        return new Opened(connection, server);
      } catch (SQLException e) {
        troubles.add(ServerTrouble.of(e, server));
      }
    }
    throw troubles.all();
  }

  private static Connection open(ServerAccess access, Map<String, String> more)
      throws SQLException {
    return switch (access.tls()) {
      case DISABLED -> open(access, "disable", more);
      case PREFERRED -> openPreferred(access, more);
      case REQUIRED -> open(access, "trust", more);
      case VERIFY_CA -> open(access, "verify-ca", more);
      case VERIFY_IDENTITY -> open(access, "verify-full", more);
    };
  }

  private static Connection openPreferred(ServerAccess access, Map<String, String> more)
      throws SQLException {
    try {
      return open(access, "trust", more);
    } catch (SQLException e) {
      if (ServerTrouble.saysTlsIsMissing(e)) {
        return open(access, "disable", more);
      }
      throw e;
    }
  }

  private static Connection open(ServerAccess access, String tlsMode, Map<String, String> more)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", access.user());
    properties.setProperty("password", access.password());
    properties.setProperty("sslMode", tlsMode);
    String timeout = Long.toString(access.connectTimeout().toMillis());
    properties.setProperty("connectTimeout", timeout);
    properties.setProperty("socketTimeout", "60000");
    // without TLS, caching_sha2_password encrypts the password with a key of the server's
    properties.setProperty("allowPublicKeyRetrieval", "true");
    if (!access.truststore().isEmpty()) {
      properties.setProperty("trustStore", access.truststore());
      properties.setProperty("trustStorePassword", access.truststorePassword());
    }
    properties.putAll(more);
    String url = "jdbc:mariadb://address=(host=" + access.host() + ")(port=" + access.port() + ")/";
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not accept the address " + access.address());
    }
    return connection;
  }
}
