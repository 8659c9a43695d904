package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which server of each pool has a key, by the word of {@code freshet route}. */
final class Placement {

  private final Map<List<String>, String> servers = new HashMap<>();

  private Placement() {}

  static Placement of(Path configuration, Collection<String> keys)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("route", "--config", configuration.toString()));
    command.addAll(keys);
    DaemonProcess.Outcome outcome = DaemonProcess.execute(command.toArray(String[]::new));
    assertThat(outcome.status()).as("status of route: %s", outcome.messages()).isZero();
    Placement placement = new Placement();
    for (String line : outcome.output().lines().toList()) {
      String[] words = line.split("\t", -1);
      placement.servers.put(List.of(words[0], words[1]), words[2]);
    }
    return placement;
  }

  /** The server as {@code host:port}. */
  String server(String pool, String key) {
    String server = servers.get(List.of(pool, key));
    if (server == null) {
      throw new IllegalArgumentException("route was not asked for " + key + " of pool " + pool);
    }
    return server;
  }
}
