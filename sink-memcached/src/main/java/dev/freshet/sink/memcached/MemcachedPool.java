package dev.freshet.sink.memcached;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.sink.memcached.client.ClientOptions;
import dev.freshet.sink.memcached.client.MemcachedClient;
import dev.freshet.sink.memcached.client.RoutedReader;
import dev.freshet.sink.memcached.client.ServerCheck;
import dev.freshet.sink.memcached.routing.BatchRouter;
import dev.freshet.sink.memcached.routing.Distribution;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pool of memcached servers. Thread-safe. The futures of its shares complete on a thread of the
 * client: what hangs on them must not block.
 */
final class MemcachedPool implements Pool {

  private final ClientOptions options;
  private final Distribution distribution;
  private final Instant created = Instant.now();

  /** Made with the first use, since threads come with it. */
  private @Nullable MemcachedClient client;

  private boolean closed;

  MemcachedPool(ClientOptions options, Distribution distribution) {
    this.options = options;
    this.distribution = distribution;
  }

  private synchronized MemcachedClient client() {
    if (client == null) {
      client =
          new MemcachedClient(options, new BatchRouter(distribution, options.servers().size()));
      if (closed) {
        client.close();
      }
    }
    return client;
  }

  private synchronized @Nullable MemcachedClient clientIfAny() {
    return client;
  }

  @Override
  public void start() {
    client().start();
  }

  @Override
  public PoolShare share(Collection<String> servers) {
    BitSet places = new BitSet();
    for (int i = 0; i < options.servers().size(); i++) {
      places.set(i, servers.contains(options.servers().get(i).hostAndPort()));
    }
    if (places.cardinality() != servers.size()) {
      throw new IllegalArgumentException(servers + " are not all servers of " + options.pool());
    }
    return client().share(places);
  }

  @Override
  public boolean deletesOnly() {
    return options.deletesOnly();
  }

  @Override
  public List<ServerHealth> health() {
    MemcachedClient running = clientIfAny();
    if (running != null) {
      return running.health();
    }
    return options.servers().stream()
        .map(server -> new ServerHealth(server.hostAndPort(), false, created, "not started"))
        .toList();
  }

  @Override
  public List<ServerStatistics> statistics() {
    MemcachedClient running = clientIfAny();
    return running == null ? List.of() : running.statistics();
  }

  @Override
  public void refreshStatistics() {
    MemcachedClient running = clientIfAny();
    if (running != null) {
      running.refreshStatistics();
    }
  }

  @Override
  public boolean isGuarded() {
    return options.guarded();
  }

  /** Always 0 with {@code guard=off}. */
  @Override
  public long steppedBack() {
    MemcachedClient running = clientIfAny();
    return running == null ? 0 : running.steppedBack();
  }

  @Override
  public List<Finding> check() {
    List<CompletableFuture<Finding>> findings = new ArrayList<>();
    for (ServerAddress server : options.servers()) {
      String subject = "pool " + options.pool() + " " + server.hostAndPort();
      findings.add(ServerCheck.begin(subject, server, options));
    }
    return findings.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public String route(CacheKey key) {
    return options.servers().get(distribution.serverFor(key.bytes())).hostAndPort();
  }

  @Override
  public PoolReader reader() {
    return new RoutedReader(options, distribution);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
