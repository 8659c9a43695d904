package dev.freshet.connector.schema;

import dev.freshet.api.config.OptionType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, as lists of servers in a configuration say it: {@code host:port}.
 *
 * @param host its name or address; one of IPv6 stands in brackets
 * @param port its port
 */
public record HostAddress(String host, int port) {

  private static final int USUAL_PORT = 3306;
  private static final int LARGEST_PORT = 65_535;

  /** Reads an element of a list in which {@link #problem} has found nothing wrong. */
  public static HostAddress parse(String text) {
    int colon = portColon(text);
    return colon < 0
        ? new HostAddress(text, USUAL_PORT)
        : new HostAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** The colon before the port; -1 if there is none. */
  private static int portColon(String text) {
    return text.endsWith("]") ? -1 : text.lastIndexOf(':');
  }

  /** What is wrong with the text of a list; null if nothing is. */
  public static @Nullable String problem(String text) {
    Set<HostAddress> seen = new HashSet<>();
    for (Object element : (List<?>) OptionType.LIST.parse(text)) {
      String host = (String) element;
      String problem = elementProblem(host);
      if (problem != null) {
        return problem;
      }
      if (!seen.add(parse(host))) {
        return "has \"%s\" twice".formatted(host);
      }
    }
    return null;
  }

  private static @Nullable String elementProblem(String host) {
    int colon = portColon(host);
    if (colon == 0 || host.isEmpty()) {
      return "has an element without a host: give each as host:port";
    }
    String name = colon < 0 ? host : host.substring(0, colon);
    if (name.indexOf(':') >= 0 && !(name.startsWith("[") && name.endsWith("]"))) {
      return "has \"%s\", an IPv6 address without brackets: give it as [address]:port"
          .formatted(host);
    }
    String port = colon < 0 ? String.valueOf(USUAL_PORT) : host.substring(colon + 1);
    if (!port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > LARGEST_PORT) {
      return "has \"%s\", of which \"%s\" is not a port: give each as host:port"
          .formatted(host, port);
    }
    return null;
  }
}
