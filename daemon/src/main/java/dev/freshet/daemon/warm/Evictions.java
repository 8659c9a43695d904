package dev.freshet.daemon.warm;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many items each server had dropped to make room. Immutable.
 *
 * @param counts by server, of those that tell
 */
record Evictions(Map<String, Long> counts) {

  /** What the servers of pools told last. */
  static Evictions of(Collection<PoolStatus> pools) {
    Map<String, Long> counts = new TreeMap<>();
    for (PoolStatus pool : pools) {
      for (ServerStatus server : pool.servers()) {
        if (server.statistics() != null && server.statistics().evictions() >= 0) {
          counts.put(
              "%s of pool %s".formatted(server.server(), pool.name()),
              server.statistics().evictions());
        }
      }
    }
    return new Evictions(counts);
  }

  /** A server that has dropped items by {@code later}. */
  Optional<String> begunBy(Evictions later) {
    return later.counts.entrySet().stream()
        .filter(server -> server.getValue() > counts.getOrDefault(server.getKey(), 0L))
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
