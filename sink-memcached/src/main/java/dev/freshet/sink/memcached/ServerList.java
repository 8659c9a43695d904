package dev.freshet.sink.memcached;

import dev.freshet.api.config.OptionType;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list of a pool's servers. */
final class ServerList {

  private ServerList() {}

  /** The servers that {@code elements} name. */
  static List<ServerAddress> parse(List<String> elements) {
    return elements.stream().map(ServerAddress::parse).toList();
  }

  /** All that is wrong with {@code text}, in words that follow "KEY=VALUE "; null if nothing is. */
  static @Nullable String problem(String text) {
    List<?> elements = (List<?>) OptionType.LIST.parse(text);
    if (elements.isEmpty()) {
      return "names no server";
    }
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> labels = new HashSet<>();
    for (Object element : elements) {
      try {
        ServerAddress server = ServerAddress.parse((String) element);
        String address = server.hostAndPort();
        if (!seen.add(address.toLowerCase(Locale.ROOT))) {
          problems.add(address + " is there twice");
        }
        String label = server.givenLabel();
        if (label != null && !labels.add(label)) {
          problems.add("label=" + label + " is there twice");
        }
      } catch (IllegalArgumentException e) {
        problems.add(e.getMessage());
      }
    }
    return problems.isEmpty() ? null : "cannot be used: " + String.join("; ", problems);
  }
}
