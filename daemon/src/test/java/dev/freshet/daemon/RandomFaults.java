package dev.freshet.daemon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Brings faults about at random: a new one every second or two, on a server that has none, for up
 * to eight seconds. Not thread-safe.
 */
final class RandomFaults {

  private final List<PoolServer> servers;
  private final Random random = new Random();
  private final Map<PoolServer, Fault> running = new HashMap<>();
  private final Map<PoolFault, Integer> counts = new EnumMap<>(PoolFault.class);
  private final List<PoolFault> toCome = new ArrayList<>();
  private long nextMillis;

  private record Fault(PoolFault kind, long endMillis) {}

  RandomFaults(List<PoolServer> servers) {
    this.servers = servers;
  }

  /** Ends what is over and begins what is due. To be called often. */
  void advance() {
    long now = System.nanoTime() / 1_000_000;
    Iterator<Map.Entry<PoolServer, Fault>> faults = running.entrySet().iterator();
    while (faults.hasNext()) {
      Map.Entry<PoolServer, Fault> fault = faults.next();
      if (fault.getValue().endMillis() <= now) {
        fault.getValue().kind().end(fault.getKey());
        faults.remove();
      }
    }
    if (nextMillis > now) {
      return;
    }
    nextMillis = now + 500 + random.nextInt(1500);
    PoolServer server = servers.get(random.nextInt(servers.size()));
    if (running.containsKey(server)) {
      return;
    }
    PoolFault kind = nextKind();
    kind.begin(server);
    counts.merge(kind, 1, Integer::sum);
    // many short ones, and some that outlast every timeout
    running.put(server, new Fault(kind, now + 50 + random.nextInt(random.nextInt(8000) + 1)));
  }

  /** All kinds in random order, then all of them again. */
  private PoolFault nextKind() {
    if (toCome.isEmpty()) {
      toCome.addAll(List.of(PoolFault.values()));
      Collections.shuffle(toCome, random);
    }
    return toCome.remove(toCome.size() - 1);
  }

  /** Ends all that runs. */
  void endAll() {
    running.forEach((server, fault) -> fault.kind().end(server));
    running.clear();
  }

  /** How many of each kind there have been. */
  Map<PoolFault, Integer> counts() {
    return counts;
  }
}
