package dev.freshet.benchmarks.measure;

import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.util.ArrayList;
import java.util.List;

/** Pools of one memcached server each, with room for all keys. Not thread-safe. */
public final class Pools implements AutoCloseable {
  private static final String[] ROOM = {"-m", "1024"};

  private final List<MemcachedServer> servers;

  private Pools(List<MemcachedServer> servers) {
    this.servers = servers;
  }

  /** Starts so many. */
  public static Pools start(int count) {
    List<MemcachedServer> servers = new ArrayList<>();
    Pools pools = new Pools(servers);
    try {
      for (int i = 0; i < count; i++) {
        servers.add(MemcachedServer.start(ROOM));
      }
      return pools;
    } catch (RuntimeException e) {
      pools.close();
      throw e;
    }
  }

  /** The first so many of them. */
  public Pools first(int count) {
    return new Pools(servers.subList(0, count));
  }

  /** The address of each pool's server. */
  public List<String> addresses() {
    return servers.stream().map(MemcachedServer::address).toList();
  }

  /** What the servers say their version is. */
  public String version() {
    return servers.get(0).version();
  }

  /** Empties them by starting them again: a flush would leave the old items' memory behind. */
  public void empty() {
    servers.forEach(MemcachedServer::restart);
  }

  /** A connection to each. */
  public List<MemcachedReader> readers() {
    return servers.stream().map(MemcachedServer::reader).toList();
  }

  @Override
  public void close() {
    servers.forEach(MemcachedServer::close);
  }
}
