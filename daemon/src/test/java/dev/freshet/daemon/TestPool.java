package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.MemcachedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A pool of real memcached servers. Readers go straight to the servers. Not thread-safe. */
final class TestPool implements AutoCloseable {

  private final String name;
  private final List<PoolServer> servers = new ArrayList<>();

  private TestPool(String name) {
    this.name = name;
  }

  /** A pool behind proxies, which can be cut off without losing what it holds. */
  static TestPool start(String name, int size) {
    return start(name, size, PoolServer::proxied);
  }

  /** A pool of servers of any kind. */
  static TestPool start(String name, int size, Supplier<PoolServer> kind) {
    TestPool pool = new TestPool(name);
    try {
      for (int i = 0; i < size; i++) {
        pool.servers.add(kind.get());
      }
      return pool;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  String name() {
    return name;
  }

  /** Its lines of a configuration. */
  String configuration() {
    return "pools."
        + name
        + ".servers="
        + servers.stream().map(PoolServer::address).collect(Collectors.joining(","))
        + "\n";
  }

  /** Breaks its connections and refuses new ones until {@link #restore}. */
  void disconnect() {
    servers.forEach(server -> server.proxy().refuse());
    servers.forEach(server -> server.proxy().cut());
  }

  void restore() {
    servers.forEach(server -> server.proxy().restore());
  }

  List<PoolServer> servers() {
    return servers;
  }

  /**
   * All that it holds, parsed; exact while nobody writes. A key that is on two servers at once is
   * an error.
   */
  SortedMap<String, JsonNode> items() {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    for (PoolServer server : servers) {
      items(server)
          .forEach(
              (key, value) -> {
                if (items.put(key, value) != null) {
                  throw new AssertionError(key + " is on two servers of pool " + name);
                }
              });
    }
    return items;
  }

  /** All that one of its servers holds, parsed. */
  static SortedMap<String, JsonNode> items(PoolServer server) {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    try (MemcachedReader reader = server.reader()) {
      for (String key : reader.dumpKeys()) {
        Optional<JsonNode> value = reader.getText(key).map(PhotoSite::parse);
        value.ifPresent(json -> items.put(key, json));
      }
    }
    return items;
  }

  @Override
  public void close() {
    servers.forEach(PoolServer::close);
  }
}
