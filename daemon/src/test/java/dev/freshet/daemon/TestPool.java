package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A pool of real memcached servers behind proxies, which can be cut off without losing what they
 * hold. Readers go straight to the servers. Not thread-safe.
 */
final class TestPool implements AutoCloseable {

  private final String name;
  private final List<MemcachedServer> servers = new ArrayList<>();
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final List<MemcachedReader> readers = new ArrayList<>();

  private TestPool(String name) {
    this.name = name;
  }

  static TestPool start(String name, int size) {
    TestPool pool = new TestPool(name);
    for (int i = 0; i < size; i++) {
      MemcachedServer server = MemcachedServer.start();
      pool.servers.add(server);
      pool.proxies.add(FaultProxy.start(server.host(), server.port()));
      pool.readers.add(server.reader());
    }
    return pool;
  }

  /** Its lines of a configuration. */
  String configuration() {
    return "pools."
        + name
        + ".servers="
        + proxies.stream()
            .map(proxy -> proxy.host() + ":" + proxy.port())
            .collect(Collectors.joining(","))
        + "\n";
  }

  /** Breaks its connections and refuses new ones until {@link #restore}. */
  void disconnect() {
    proxies.forEach(FaultProxy::refuse);
    proxies.forEach(FaultProxy::cut);
  }

  void restore() {
    proxies.forEach(FaultProxy::restore);
  }

  List<MemcachedServer> servers() {
    return servers;
  }

  /** A key's value, from whichever server has it. */
  Optional<String> get(String key) {
    for (MemcachedReader reader : readers) {
      Optional<byte[]> value = reader.get(key);
      if (value.isPresent()) {
        return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  /**
   * All that it holds, parsed; exact while nobody writes. A key that is on two servers at once is
   * an error.
   */
  SortedMap<String, JsonNode> items() {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    for (MemcachedReader reader : readers) {
      for (String key : reader.dumpKeys()) {
        Optional<JsonNode> value = reader.getText(key).map(PhotoSite::parse);
        if (value.isPresent() && items.put(key, value.get()) != null) {
          throw new AssertionError(key + " is on two servers of pool " + name);
        }
      }
    }
    return items;
  }

  @Override
  public void close() {
    readers.forEach(MemcachedReader::close);
    proxies.forEach(FaultProxy::close);
    servers.forEach(MemcachedServer::close);
  }
}
