package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.RemoteMemcached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memcached servers of a session, one to a pool, with room for all keys; started when they are
 * first needed. Not thread-safe.
 */
public final class PoolServers implements AutoCloseable {
  private static final String[] ROOM = {"-m", "4096"};
  private static final Duration FAR = Duration.ofMillis(150);

  private final List<MemcachedServer> near = new ArrayList<>();
  private final List<MemcachedServer> doomed = new ArrayList<>();
  private final List<RemoteMemcached> linked = new ArrayList<>();

  /** Some that are well, with what they held. */
  public Pools well(Arrangement arrangement, int count) {
    Pools pools = pools(arrangement, count);
    doomed.forEach(MemcachedServer::restart);
    restore();
    return pools;
  }

  /** Some that are empty, and as they are to be. */
  public Pools empty(Arrangement arrangement, int count) {
    Pools pools = well(arrangement, count);
    pools.empty();
    switch (arrangement) {
      case NEAR, BEHIND_LINKS -> {}
      case BESIDE_A_DEAD_ONE -> doomed.forEach(MemcachedServer::kill);
      case LAST_ONE_FAR -> linked.get(count - 1).roundTrip(FAR);
    }
    return pools;
  }

  /** Makes all links short, so that pools can be looked at soon. */
  public void restore() {
    linked.forEach(RemoteMemcached::restore);
  }

  /** What the servers say their version is. */
  public String version() {
    return near(1).get(0).version();
  }

  /** What the links are, in a few words for people; empty if there are none. */
  public String links() {
    return linked.isEmpty() ? "" : linked.get(0).link();
  }

  private Pools pools(Arrangement arrangement, int count) {
    return switch (arrangement) {
      case NEAR -> new Pools(near(count), addresses(near(count)));
      case BESIDE_A_DEAD_ONE -> {
        if (doomed.isEmpty()) {
          doomed.add(MemcachedServer.start(ROOM));
        }
        List<String> dead = addresses(doomed);
        yield new Pools(
            near(count), Stream.concat(addresses(near(count)).stream(), dead.stream()).toList());
      }
      case BEHIND_LINKS, LAST_ONE_FAR -> {
        while (linked.size() < count) {
          linked.add(RemoteMemcached.start(ROOM));
        }
        List<RemoteMemcached> first = linked.subList(0, count);
        yield new Pools(
            first.stream().map(RemoteMemcached::server).toList(),
            first.stream().map(remote -> remote.host() + ":" + remote.port()).toList());
      }
    };
  }

  private List<MemcachedServer> near(int count) {
    while (near.size() < count) {
      near.add(MemcachedServer.start(ROOM));
    }
    return near.subList(0, count);
  }

  private static List<String> addresses(List<MemcachedServer> servers) {
    return servers.stream().map(MemcachedServer::address).toList();
  }

  @Override
  public void close() {
    near.forEach(MemcachedServer::close);
    doomed.forEach(MemcachedServer::close);
    linked.forEach(RemoteMemcached::close);
  }
}
