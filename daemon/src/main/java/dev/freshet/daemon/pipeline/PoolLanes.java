package dev.freshet.daemon.pipeline;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of all pools: one for each pool, and one for each server that is behind the rest of its
 * pool. Not thread-safe.
 */
final class PoolLanes {

  private static final Logger LOG = LoggerFactory.getLogger(PoolLanes.class);

  private final Map<String, FedPool> pools;
  private final long poolBytes;
  private final Bookkeeping books;
  private final Map<String, PoolLane> lanes = new LinkedHashMap<>();

  /**
   * @param pools the pools by name
   * @param poolBytes how much a pool may hold unacknowledged, in bytes
   */
  PoolLanes(Map<String, FedPool> pools, long poolBytes, Bookkeeping books) {
    this.pools = new LinkedHashMap<>(pools);
    this.poolBytes = poolBytes;
    this.books = books;
  }

  /**
   * Starts the pools, and makes their lanes as the stored marks say.
   *
   * @return the marks of each lane, by its name's text
   */
  Map<String, PoolMarks> start() {
    pools.forEach(this::start);
    Map<String, PoolMarks> marks = new LinkedHashMap<>();
    lanes.forEach((name, lane) -> marks.put(name, books.checkpoints().marks(name).orElseThrow()));
    return marks;
  }

  private void start(String name, FedPool fed) {
    fed.pool().start();
    makeLanes(name, fed);
  }

  /**
   * Adds a pool that has marks, and starts it.
   *
   * @return its lanes
   */
  List<PoolLane> begin(String name, FedPool fed) {
    pools.put(name, fed);
    start(name, fed);
    return of(name);
  }

  /**
   * Drops a pool, whose marks stay.
   *
   * @return its lanes
   */
  List<PoolLane> end(String name) {
    List<PoolLane> ended = of(name);
    pools.remove(name);
    lanes.values().removeAll(ended);
    return ended;
  }

  /** The names of the pools that are given values, and not only removals. */
  Set<String> poolsWithValues() {
    return pools.entrySet().stream()
        .filter(entry -> !entry.getValue().pool().deletesOnly())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The pools by name, in the order of {@link #pools}. */
  Map<String, FedPool> fedPools() {
    return new LinkedHashMap<>(pools);
  }

  /** Whether the pool of a lane has not been dropped. */
  @SuppressWarnings("ReferenceEquality") // one that is configured anew is another one
  boolean isCurrent(PoolLane lane) {
    return pools.get(lane.name().pool()) == lane.fed();
  }

  /** Closes all pools. */
  void close() {
    pools.values().forEach(fed -> fed.pool().close());
  }

  private void makeLanes(String name, FedPool fed) {
    List<String> servers = fed.pool().health().stream().map(ServerHealth::server).toList();
    List<String> behind = serversBehind(name, servers);
    if (behind.size() == servers.size()) {
      // the others have been taken out of the configuration, and nobody is left to be behind of
      behind.forEach(server -> books.checkpoints().absorb(name, new LaneName(name, server).text()));
      behind = List.of();
    }
    List<String> parts = behind;
    add(
        LaneName.of(name),
        fed,
        servers.stream().filter(server -> !parts.contains(server)).toList());
    parts.forEach(server -> add(new LaneName(name, server), fed, List.of(server)));
  }

  private void add(LaneName name, FedPool fed, List<String> servers) {
    lanes.put(name.text(), new PoolLane(name, fed, servers, poolBytes, books));
  }

  /** Servers that had a lane of their own when the daemon ended. */
  private List<String> serversBehind(String pool, List<String> servers) {
    Checkpoints checkpoints = books.checkpoints();
    List<String> behind = new ArrayList<>();
    for (String text : checkpoints.names()) {
      LaneName name = LaneName.parse(text);
      String server = name.server();
      if (server == null || !name.pool().equals(pool)) {
        continue;
      }
      if (servers.contains(server)) {
        behind.add(server);
      } else {
        LOG.warn("Server {} is no longer in pool {}; its place is forgotten", server, pool);
        checkpoints.forget(text);
      }
    }
    return behind;
  }

  /** A lane by its name's text. */
  PoolLane lane(String name) {
    PoolLane lane = lanes.get(name);
    if (lane == null) {
      throw new IllegalArgumentException("no lane " + name);
    }
    return lane;
  }

  /** All lanes. */
  Collection<PoolLane> all() {
    return List.copyOf(lanes.values());
  }

  /** The names of the pools, in the order of the configuration; what was added later comes last. */
  List<String> pools() {
    return List.copyOf(pools.keySet());
  }

  /** The servers of a pool, as they are now. */
  List<ServerHealth> servers(String pool) {
    FedPool fed = pools.get(pool);
    return fed == null ? List.of() : fed.pool().health();
  }

  /** What the servers of a pool count, as they told last. */
  List<ServerStatistics> statistics(String pool) {
    FedPool fed = pools.get(pool);
    return fed == null ? List.of() : fed.pool().statistics();
  }

  /** How often a pool was not given something because it held something newer. */
  long steppedBack(String pool) {
    FedPool fed = pools.get(pool);
    return fed == null ? 0 : fed.pool().steppedBack();
  }

  /** The lanes of a pool: its own, and those of single servers behind it. */
  List<PoolLane> of(String pool) {
    return lanes.values().stream().filter(lane -> lane.name().pool().equals(pool)).toList();
  }

  /** Takes note of a lane that a server has got for itself. */
  void add(PoolLane lane) {
    lanes.put(lane.name().text(), lane);
  }

  /** Drops the lanes of servers that are back with the rest of their pool, once all is settled. */
  void dropMerged() {
    lanes.values().removeIf(lane -> lane.isMerged() && lane.isSettled());
  }
}
