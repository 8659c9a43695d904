package dev.freshet.sink.memcached;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.client.ClientOptions;
import dev.freshet.sink.memcached.client.MemcachedClient;
import dev.freshet.sink.memcached.client.ServerProbe;
import dev.freshet.sink.memcached.routing.BatchRouter;
import dev.freshet.sink.memcached.routing.Distribution;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A pool of memcached servers. Thread-safe. The futures of {@link #submit} complete on a thread of
 * the client: what hangs on them must not block.
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
  public CompletableFuture<BatchOutcome> submit(OperationBatch batch) {
    return client().submit(batch);
  }

  @Override
  public void reset() {
    MemcachedClient running = clientIfAny();
    if (running != null) {
      running.reset();
    }
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
  public List<Finding> check() {
    List<ServerProbe> probes = new ArrayList<>();
    for (ServerAddress server : options.servers()) {
      probes.add(ServerProbe.begin(server, options.connectTimeout()));
    }
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      String server = options.servers().get(i).hostAndPort();
      findings.add(probes.get(i).await("pool " + options.pool() + " " + server));
    }
    return findings;
  }

  @Override
  public String route(CacheKey key) {
    return options.servers().get(distribution.serverFor(key.bytes())).hostAndPort();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
    }
  }
}
