package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Pools of one memcached server each. Not thread-safe.
 *
 * @param servers those that are looked at
 * @param addresses what candidates are told, which may be more
 */
public record Pools(List<MemcachedServer> servers, List<String> addresses) {

  /** Copies the lists. */
  public Pools {
    servers = List.copyOf(servers);
    addresses = List.copyOf(addresses);
  }

  /** Empties them by starting them again: a flush would leave the old items' memory behind. */
  void empty() {
    servers.forEach(MemcachedServer::restart);
  }

  /** Puts items into each, which must be empty. */
  public void fill(Map<String, String> items) throws IOException {
    if (items.isEmpty()) {
      return;
    }
    for (MemcachedServer server : servers) {
      ItemFiller.fill(server, items);
    }
  }

  /** A connection to each. */
  public List<MemcachedReader> readers() {
    return servers.stream().map(MemcachedServer::reader).toList();
  }
}
