package dev.freshet.daemon.warm;

import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which run of each server of a pool it is, for those that tell: a server that is started anew has
 * lost what it held. Immutable.
 *
 * @param runs by server
 */
record ServerRuns(Map<String, String> runs) {

  /** What stands for a server that has not told. */
  private static final String UNTOLD = "";

  ServerRuns {
    runs = new TreeMap<>(runs);
  }

  static ServerRuns of(PoolStatus pool) {
    Map<String, String> runs = new TreeMap<>();
    for (ServerStatus server : pool.servers()) {
      ServerStatistics told = server.statistics();
      runs.put(
          server.server(),
          told == null || told.startedAt() == null ? UNTOLD : told.startedAt() + " " + told.pid());
    }
    return new ServerRuns(runs);
  }

  /** Whether all servers of a pool have told that they hold nothing. */
  static boolean areEmpty(PoolStatus pool) {
    return pool.servers().stream()
        .map(ServerStatus::statistics)
        .allMatch(told -> told != null && told.items() == 0);
  }

  /** Whether each server has told. */
  boolean areKnown() {
    return !runs.containsValue(UNTOLD);
  }

  /**
   * Whether something that was held by all servers then is held by all servers {@code now}, as far
   * as they tell.
   */
  boolean lastUntil(ServerRuns now) {
    return now.runs.entrySet().stream()
        .allMatch(server -> isTheSame(server.getKey(), server.getValue()));
  }

  /** The same, of which each server that told then has told {@code now}. */
  boolean surelyLastUntil(ServerRuns now) {
    return lastUntil(now)
        && now.runs.entrySet().stream()
            .noneMatch(
                server ->
                    server.getValue().equals(UNTOLD) && !UNTOLD.equals(runs.get(server.getKey())));
  }

  private boolean isTheSame(String server, String now) {
    String then = runs.get(server);
    return then != null && (then.equals(now) || then.equals(UNTOLD) || now.equals(UNTOLD));
  }
}
