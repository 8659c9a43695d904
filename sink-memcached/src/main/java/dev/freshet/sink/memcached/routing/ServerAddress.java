package dev.freshet.sink.memcached.routing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server of a pool as configured: {@code host:port}, with {@code weight=N} and {@code label=TEXT}
 * behind it where it has them. An IPv6 address stands in brackets.
 *
 * @param host name or address, without brackets
 * @param port TCP port
 * @param givenWeight its share of the keys in relation to the other servers; null where none is
 *     given, which some clients tell from 1
 * @param givenLabel what the application's client hashes for it; null where that follows from the
 *     rest
 */
public record ServerAddress(
    String host, int port, @Nullable Integer givenWeight, @Nullable String givenLabel) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_WEIGHT = 65_535;
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:\\[(?<literal>[0-9A-Fa-f:.%]+)]|(?<name>[^\\s:\\[\\]]+))"
              + "(?::(?<port>\\d{1,9}))?(?:\\s+weight=(?<weight>\\d{1,9}))?"
              + "(?:\\s+label=(?<label>\\S+))?");
  private static final Pattern BARE_ADDRESS = Pattern.compile("\\d+(\\.\\d+){3}|.*:.*");

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
          "'"
              + text
              + "' is not host:port or host:port weight=N label=TEXT (an IPv6 address as"
              + " [::1]:11211)");
    }
    String literal = matcher.group("literal");
    String host = literal == null ? matcher.group("name") : literal;
    if (matcher.group("port") == null) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' names no port: memcached's is usually 11211, as in "
              + text.trim().split("\\s", 2)[0]
              + ":11211");
    }
    String weight = matcher.group("weight");
    return new ServerAddress(
        host,
        number(text, "port", matcher.group("port"), MAX_PORT),
        weight == null ? null : number(text, "weight", weight, MAX_WEIGHT),
        matcher.group("label"));
  }

  private static int number(String text, String what, String digits, int maximum) {
    int number = Integer.parseInt(digits);
    if (number < 1 || number > maximum) {
      throw new IllegalArgumentException(
          "'" + text + "' has a " + what + " that is not between 1 and " + maximum);
    }
    return number;
  }

  /** Its weight, 1 where none is given. */
  public int weight() {
    return givenWeight == null ? 1 : givenWeight;
  }

  /** Whether the host is an address in digits, not a name. */
  boolean isBareAddress() {
    return BARE_ADDRESS.matcher(host).matches();
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public String hostAndPort() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return hostAndPort()
        + (weight() == 1 ? "" : " weight=" + givenWeight)
        + (givenLabel == null ? "" : " label=" + givenLabel);
  }
}
