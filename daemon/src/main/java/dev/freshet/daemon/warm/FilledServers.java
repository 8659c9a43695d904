package dev.freshet.daemon.warm;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.pipeline.Replication;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the servers tell of pools that are being filled. Thread-safe.
 *
 * @param names the names of the pools
 */
record FilledServers(Replication replication, Set<String> names) {

  private static final long LOOK_MILLIS = 50;

  /** How long a server may take to say when it was started; some never do. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private List<PoolStatus> pools() {
    return replication.pools().stream().filter(pool -> names.contains(pool.name())).toList();
  }

  /**
   * Which runs of servers the pools are, and how often they began anew: if any of that changes,
   * what was placed is gone or out of date.
   */
  Map<String, String> runs() {
    Map<String, String> runs = new TreeMap<>();
    for (PoolStatus pool : pools()) {
      runs.put(pool.name(), "begun anew %d times".formatted(replication.begunAnew(pool.name())));
      ServerRuns.of(pool)
          .runs()
          .forEach((server, run) -> runs.put(pool.name() + " " + server, run));
    }
    return runs;
  }

  /** The same, once the servers have told. */
  Map<String, String> awaitRuns() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!areKnown() && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MILLIS);
    }
    return runs();
  }

  private boolean areKnown() {
    return pools().stream().allMatch(pool -> ServerRuns.of(pool).areKnown());
  }

  /** What {@link #runs} had told, by pool. */
  Map<String, ServerRuns> runsByPool(Map<String, String> told) {
    Map<String, ServerRuns> byPool = new TreeMap<>();
    for (String pool : names) {
      Map<String, String> runs = new TreeMap<>();
      told.forEach(
          (name, run) -> {
            if (name.startsWith(pool + " ")) {
              runs.put(name.substring(pool.length() + 1), run);
            }
          });
      byPool.put(pool, new ServerRuns(runs));
    }
    return byPool;
  }

  /** How many items they have dropped to make room. */
  Evictions evictions() {
    return Evictions.of(pools());
  }

  /** Has them tell how they are by now. */
  void awaitStatistics() throws InterruptedException {
    Instant asked = Instant.now();
    replication.refreshStatistics(names);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (haveNotToldSince(asked) && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private boolean haveNotToldSince(Instant asked) {
    return pools().stream()
        .flatMap(pool -> pool.servers().stream())
        .anyMatch(
            server -> server.statistics() != null && server.statistics().time().isBefore(asked));
  }
}
