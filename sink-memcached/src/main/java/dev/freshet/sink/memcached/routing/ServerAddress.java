package dev.freshet.sink.memcached.routing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of a pool as configured: {@code host:port}, with {@code weight=N} behind it where it has
 * a weight. An IPv6 address stands in brackets.
 *
 * @param host name or address, without brackets
 * @param port TCP port
 * @param weight its share of the keys in relation to the other servers; 1 where none is given
 */
public record ServerAddress(String host, int port, int weight) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_WEIGHT = 65_535;
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:\\[(?<literal>[0-9A-Fa-f:.%]+)]|(?<name>[^\\s:\\[\\]]+))"
              + "(?::(?<port>\\d{1,9}))?(?:\\s+weight=(?<weight>\\d{1,9}))?");

  /**
   * Reads {@code text}.
   *
   * @throws IllegalArgumentException if it is no server address; the message names the text and
   *     what would be right
   */
  public static ServerAddress parse(String text) {
    Matcher matcher = TEXT.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not host:port or host:port weight=N (an IPv6 address as [::1]:11211)");
    }
    String literal = matcher.group("literal");
    String host = literal == null ? matcher.group("name") : literal;
    if (matcher.group("port") == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no port: memcached's is usually 11211, as in "
              + text.trim()
              + ":11211");
    }
    return new ServerAddress(
        host,
        number(text, "port", matcher.group("port"), MAX_PORT),
        matcher.group("weight") == null
            ? 1
            : number(text, "weight", matcher.group("weight"), MAX_WEIGHT));
  }

  private static int number(String text, String what, String digits, int maximum) {
    int number = Integer.parseInt(digits);
    if (number < 1 || number > maximum) {
      throw new IllegalArgumentException(
          "'" + text + "' has a " + what + " that is not between 1 and " + maximum);
    }
    return number;
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public String hostAndPort() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return weight == 1 ? hostAndPort() : hostAndPort() + " weight=" + weight;
  }
}
