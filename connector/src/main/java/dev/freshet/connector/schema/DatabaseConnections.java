package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
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
    try {
      return switch (access.tls()) {
        case DISABLED -> open("disable");
        case PREFERRED -> openPreferred();
        case REQUIRED -> open("trust");
        case VERIFY_CA -> open("verify-ca");
        case VERIFY_IDENTITY -> open("verify-full");
      };
    } catch (SQLException e) {
      throw ServerTrouble.of(e, access);
    }
  }

  private Connection openPreferred() throws SQLException {
    try {
      return open("trust");
    } catch (SQLException e) {
      if (ServerTrouble.saysTlsIsMissing(e)) {
        return open("disable");
      }
      throw e;
    }
  }

  private Connection open(String tlsMode) throws SQLException {
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
    String url = "jdbc:mariadb://address=(host=" + access.host() + ")(port=" + access.port() + ")/";
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("the driver does not accept the address " + access.address());
    }
    return connection;
  }
}
