package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/** Opens JDBC connections to a MySQL or MariaDB server. Holds none itself. Thread-safe. */
public final class DatabaseConnections {

  private final ServerAccess access;

  public DatabaseConnections(ServerAccess access) {
    this.access = access;
  }

  /** Whom the connections go to. */
  public ServerAccess access() {
    return access;
  }

  /** Opens a connection. Blocks. */
  public Connection open() throws SourceException {
    return open(Map.of());
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
    return open(
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
            String.valueOf(answer.toMillis())));
  }

  private Connection open(Map<String, String> more) throws SourceException {
    try {
      return switch (access.tls()) {
        case DISABLED -> open("disable", more);
        case PREFERRED -> openPreferred(more);
        case REQUIRED -> open("trust", more);
        case VERIFY_CA -> open("verify-ca", more);
        case VERIFY_IDENTITY -> open("verify-full", more);
      };
    } catch (SQLException e) {
      throw ServerTrouble.of(e, access);
    }
  }

  private Connection openPreferred(Map<String, String> more) throws SQLException {
    try {
      return open("trust", more);
    } catch (SQLException e) {
      if (ServerTrouble.saysTlsIsMissing(e)) {
        return open("disable", more);
      }
      throw e;
    }
  }

  private Connection open(String tlsMode, Map<String, String> more) throws SQLException {
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
