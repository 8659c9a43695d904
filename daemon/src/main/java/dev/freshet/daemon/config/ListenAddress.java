package dev.freshet.daemon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port from 0, any free port, to 65535
 */
public record ListenAddress(String host, int port) {

  private static final Pattern TEXT =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)):(\\d{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|::1");
  private static final int LARGEST_PORT = 65535;

  /**
   * Reads {@code host:port}, or {@code [address]:port} for IPv6.
   *
   * @throws IllegalArgumentException if it is not one, with what would be right as its message
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not host:port such as 127.0.0.1:8577 or [::1]:8577");
    }
    int port = Integer.parseInt(matcher.group(3));
    if (port > LARGEST_PORT) {
      throw new IllegalArgumentException("has a port that is not between 0 and " + LARGEST_PORT);
    }
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new ListenAddress(host, port);
  }

  /** Whether only this machine can reach it. Looks at the text alone and resolves no name. */
  public boolean isLoopback() {
    return LOOPBACK.matcher(host).matches();
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
