package dev.freshet.demo;

import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pool as its application sees it. It looks on all servers, so that a key on the wrong one is
 * found too. Used by one thread at a time.
 */
final class CachePool implements AutoCloseable {

  /**
   * A key that was found.
   *
   * @param value what it holds
   * @param server where, as {@code host:port}
   */
  record Item(String value, String server) {}

  private final String name;
  private final List<MemcachedServer> servers;
  private final List<MemcachedReader> readers;

  private CachePool(String name, List<MemcachedServer> servers, List<MemcachedReader> readers) {
    this.name = name;
    this.servers = servers;
    this.readers = readers;
  }

  /** Connects to the servers of a pool. */
  static CachePool open(String name, List<MemcachedServer> servers) {
    List<MemcachedReader> readers = new ArrayList<>();
    servers.forEach(server -> readers.add(server.reader()));
    return new CachePool(name, servers, readers);
  }

  String name() {
    return name;
  }

  /** What the pool holds for {@code key}, if anything. */
  Optional<Item> find(String key) {
    for (int i = 0; i < readers.size(); i++) {
      Optional<String> value = readers.get(i).getText(key);
      if (value.isPresent()) {
        return Optional.of(new Item(value.get(), servers.get(i).address()));
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    readers.forEach(MemcachedReader::close);
  }
}
