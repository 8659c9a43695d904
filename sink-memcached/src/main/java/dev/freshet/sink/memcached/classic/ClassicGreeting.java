package dev.freshet.sink.memcached.classic;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a server told about itself.
 *
 * @param version its version, in its own words
 * @param maxItemBytes item_size_max, the most that key, value and header of an item may take, in
 *     bytes; {@link Long#MAX_VALUE} if it does not tell
 */
public record ClassicGreeting(String version, long maxItemBytes) {

  private static final String ITEM_SIZE = "item_size_max ";

  /**
   * Shakes hands on a new connection. Username and password are told only to a server that asks.
   * Blocks.
   *
   * @param username null if there is none
   * @param password null if there is none
   * @param timeout how long the server may take for each answer
   */
  public static ClassicGreeting exchange(
      ClassicConnection connection,
      ClassicProtocol protocol,
      @Nullable String username,
      @Nullable String password,
      Duration timeout)
      throws ClassicFailure, InterruptedException {
    if (protocol == ClassicProtocol.BINARY && username != null && password != null) {
      ClassicAnswer mechanisms = connection.ask(ClassicRequest.mechanisms(), timeout);
      if (mechanisms.accepted()) {
        login(connection, protocol, username, password, timeout);
      }
    }
    ClassicAnswer version = connection.ask(ClassicRequest.version(), timeout);
    if (!version.accepted() && version.text().contains("unauthenticated")) {
      if (username == null || password == null) {
        throw new ClassicFailure(ClassicFailure.Reason.UNAUTHENTICATED, version.text());
      }
      login(connection, protocol, username, password, timeout);
      version = connection.ask(ClassicRequest.version(), timeout);
    }
    if (!version.accepted()) {
      throw new ClassicFailure(ClassicFailure.Reason.FOREIGN, version.text());
    }
    ClassicAnswer settings = connection.ask(ClassicRequest.settings(), timeout);
    return new ClassicGreeting(version.text(), maxItemBytes(settings));
  }

  private static void login(
      ClassicConnection connection,
      ClassicProtocol protocol,
      String username,
      String password,
      Duration timeout)
      throws ClassicFailure, InterruptedException {
    ClassicAnswer login =
        connection.ask(ClassicRequest.login(protocol, username, password), timeout);
    if (!login.accepted()) {
      throw new ClassicFailure(ClassicFailure.Reason.LOGIN_REFUSED, login.text());
    }
  }

  private static long maxItemBytes(ClassicAnswer settings) throws ClassicFailure {
    if (!settings.accepted()) {
      return Long.MAX_VALUE;
    }
    for (String line : settings.text().lines().toList()) {
      if (line.startsWith(ITEM_SIZE)) {
        try {
          return Long.parseLong(line.substring(ITEM_SIZE.length()).trim());
        } catch (NumberFormatException e) {
          throw new ClassicFailure(ClassicFailure.Reason.FOREIGN, line);
        }
      }
    }
    return Long.MAX_VALUE;
  }
}
