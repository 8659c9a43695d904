package dev.freshet.connector.schema;

import java.time.Duration;

/**
 * Where a database server is and how to log in.
 *
 * @param host its name or address
 * @param port its port
 * @param user the account
 * @param password its password; never shown
 * @param tls how connections are protected
 * @param truststore a file with trusted certificates; empty for those that Java trusts
 * @param truststorePassword its password; never shown
 * @param connectTimeout how long connecting and logging in may take
 */
public record ServerAccess(
    String host,
    int port,
    String user,
    String password,
    TlsMode tls,
    String truststore,
    String truststorePassword,
    Duration connectTimeout) {

  /** {@code host:port}. */
  public String address() {
    return host + ":" + port;
  }

  /** The same login at another server. */
  public ServerAccess at(String otherHost, int otherPort) {
    return new ServerAccess(
        otherHost, otherPort, user, password, tls, truststore, truststorePassword, connectTimeout);
  }

  /** The same with less time to connect and log in, if that is less. */
  public ServerAccess within(Duration longest) {
    return new ServerAccess(
        host,
        port,
        user,
        password,
        tls,
        truststore,
        truststorePassword,
        connectTimeout.compareTo(longest) < 0 ? connectTimeout : longest);
  }

  @Override
  public String toString() {
    return user + "@" + address();
  }
}
