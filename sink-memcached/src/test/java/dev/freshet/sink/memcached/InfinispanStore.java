package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.testkit.FreePorts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.infinispan.AdvancedCache;
import org.infinispan.commons.dataconversion.MediaType;
import org.infinispan.commons.util.Version;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.container.entries.CacheEntry;
import org.infinispan.globalstate.ConfigurationStorage;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.server.memcached.MemcachedMetadata;
import org.infinispan.server.memcached.MemcachedServer;
import org.infinispan.server.memcached.configuration.MemcachedProtocol;
import org.infinispan.server.memcached.configuration.MemcachedServerConfigurationBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A store that is not memcached, but answers its classic protocols, and keeps its items in files:
 * Infinispan in this JVM. It stands in for the likes of memcachedb. Not thread-safe, except that
 * any thread may look at what it holds while it is not stopped.
 */
final class InfinispanStore {

  private static final String CACHE = "items";
  private static final int THREADS = 2;

  private final Path folder;
  private final MemcachedProtocol protocol;
  private final int port = FreePorts.next();
  private @Nullable DefaultCacheManager items;
  private @Nullable MemcachedServer endpoint;

  /**
   * Starts nothing yet.
   *
   * @param folder for its files, an empty one
   * @param protocol what it answers to
   */
  InfinispanStore(Path folder, MemcachedProtocol protocol) {
    this.folder = folder;
    this.protocol = protocol;
  }

  /**
   * Starts it with the items that it held when it was stopped, on the same port. Does nothing if it
   * runs.
   */
  void start() {
    if (items != null) {
      return;
    }
    String files = folder.toString();
    GlobalConfigurationBuilder global = new GlobalConfigurationBuilder().nonClusteredDefault();
    global
        .globalState()
        .enable()
        .persistentLocation(files)
        .temporaryLocation(files)
        // the endpoint asks for a cache that outlasts a restart, which the default refuses
        .configurationStorage(ConfigurationStorage.OVERLAY);
    ConfigurationBuilder cache = new ConfigurationBuilder();
    cache.encoding().mediaType(MediaType.APPLICATION_OCTET_STREAM);
    cache
        .persistence()
        .addSoftIndexFileStore()
        .dataLocation(folder.resolve("data").toString())
        .indexLocation(folder.resolve("index").toString());
    DefaultCacheManager manager = new DefaultCacheManager(global.build());
    items = manager;
    // it keeps its configuration as it keeps its items
    if (manager.getCacheConfiguration(CACHE) == null) {
      manager.defineConfiguration(CACHE, cache.build());
    }
    MemcachedServerConfigurationBuilder server = new MemcachedServerConfigurationBuilder();
    server.host(host()).port(port).ioThreads(THREADS).defaultCacheName(CACHE).protocol(protocol);
    endpoint = new MemcachedServer();
    endpoint.start(server.build(), manager);
  }

  /** Closes its connections and refuses new ones, until it is started again. */
  void stop() {
    if (endpoint != null) {
      endpoint.stop();
      endpoint = null;
    }
    if (items != null) {
      items.stop();
      items = null;
    }
  }

  String host() {
    return "127.0.0.1";
  }

  int port() {
    return port;
  }

  String address() {
    return host() + ":" + port;
  }

  /** What it says its version is. */
  String version() {
    return Version.getVersion();
  }

  /** The value that it holds. */
  Optional<byte[]> get(CacheKey key) {
    return entry(key).map(CacheEntry::getValue);
  }

  /** The value that it holds, read as UTF-8. */
  Optional<String> getText(String key) {
    return get(CacheKey.of(key)).map(value -> new String(value, UTF_8));
  }

  /** The flags that it holds beside a value. */
  Optional<Integer> flags(String key) {
    return entry(CacheKey.of(key)).map(entry -> ((MemcachedMetadata) entry.getMetadata()).flags);
  }

  /** How long an item was given to live, in seconds; -1: for ever. */
  Optional<Long> lifespanSeconds(String key) {
    return entry(CacheKey.of(key))
        .map(CacheEntry::getLifespan)
        .map(millis -> millis < 0 ? -1 : TimeUnit.MILLISECONDS.toSeconds(millis));
  }

  /** Forgets every item. */
  void clear() {
    cache().clear();
  }

  private Optional<CacheEntry<byte[], byte[]>> entry(CacheKey key) {
    return Optional.ofNullable(cache().getCacheEntry(key.bytes()));
  }

  private AdvancedCache<byte[], byte[]> cache() {
    if (items == null) {
      throw new IllegalStateException("stopped");
    }
    return items
        .<byte[], byte[]>getCache(CACHE)
        .getAdvancedCache()
        .withMediaType(MediaType.APPLICATION_OCTET_STREAM, MediaType.APPLICATION_OCTET_STREAM);
  }
}
