package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.ServerHealth;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A pool in memory that keeps every operation in the order in which it was applied. While a server
 * is down or silent it acknowledges nothing; what is submitted then is applied when it comes up
 * again, unless it was reset. Thread-safe.
 */
final class ScriptedPool implements Pool {

  private record Pending(OperationBatch batch, CompletableFuture<Void> future) {}

  /** One server. Guarded by the pool. */
  private static final class Server {
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private boolean up = true;
    private boolean silent;
  }

  private final Map<String, Server> servers = new LinkedHashMap<>();
  private final List<String> history = new ArrayList<>();
  private final Map<String, String> items = new HashMap<>();
  private long lastOrder;
  private boolean deletesOnly;
  private boolean closed;

  ScriptedPool(String... servers) {
    for (String server : servers) {
      this.servers.put(server, new Server());
    }
  }

  synchronized void deleteOnly() {
    deletesOnly = true;
  }

  void down() {
    servers.keySet().forEach(this::down);
  }

  void up() {
    servers.keySet().forEach(this::up);
  }

  synchronized void down(String server) {
    server(server).up = false;
  }

  /** Lets a server be up and acknowledge nothing. */
  synchronized void silence(String server) {
    server(server).silent = true;
  }

  void up(String server) {
    List<Pending> waiting;
    synchronized (this) {
      Server own = server(server);
      own.up = true;
      own.silent = false;
      waiting = List.copyOf(own.pending);
      own.pending.clear();
      waiting.forEach(entry -> apply(entry.batch(), server));
    }
    waiting.forEach(entry -> entry.future().complete(null));
  }

  /** Lets a server that is down or silent acknowledge what it was given first. */
  void acknowledgeFirst(String server) {
    Pending first;
    synchronized (this) {
      first = server(server).pending.remove();
      apply(first.batch(), server);
    }
    first.future().complete(null);
  }

  /** Lets a server that is down or silent fail what it was given first. */
  void failFirst(String server) {
    Pending first;
    synchronized (this) {
      first = server(server).pending.remove();
    }
    first.future().completeExceptionally(new IllegalStateException("told to fail"));
  }

  private Server server(String name) {
    return Objects.requireNonNull(servers.get(name), name);
  }

  /** What was done, as {@code key=value}, {@code key deleted} or {@code server flushed}. */
  synchronized List<String> history() {
    return List.copyOf(history);
  }

  synchronized Map<String, String> items() {
    return Map.copyOf(items);
  }

  /** The order of what was applied last; 0 if nothing was. */
  synchronized long lastOrder() {
    return lastOrder;
  }

  @Override
  public void start() {}

  @Override
  public PoolShare share(Collection<String> names) {
    List<String> own = List.copyOf(names);
    return new PoolShare() {
      @Override
      public CompletableFuture<BatchOutcome> submit(OperationBatch batch) {
        return CompletableFuture.allOf(
                own.stream()
                    .map(server -> ScriptedPool.this.submit(batch, server))
                    .toArray(CompletableFuture<?>[]::new))
            .thenApply(done -> BatchOutcome.APPLIED);
      }

      @Override
      public void reset() {
        own.forEach(ScriptedPool.this::reset);
      }

      @Override
      public CompletableFuture<Void> flush() {
        own.forEach(ScriptedPool.this::flush);
        return CompletableFuture.completedFuture(null);
      }
    };
  }

  private CompletableFuture<Void> submit(OperationBatch batch, String server) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    synchronized (this) {
      Server own = server(server);
      if (!own.up || own.silent) {
        own.pending.add(new Pending(batch, future));
        return future;
      }
      apply(batch, server);
    }
    future.complete(null);
    return future;
  }

  private void apply(OperationBatch batch, String server) {
    lastOrder = batch.order();
    for (CacheOperation operation : batch.operations()) {
      if (!route(operation.key()).equals(server)) {
        continue;
      }
      String key = operation.key().toString();
      if (operation.kind() == CacheOperation.Kind.SET && !deletesOnly) {
        String value = new String(operation.value(), UTF_8);
        items.put(key, value);
        history.add(key + "=" + value);
      } else {
        items.remove(key);
        history.add(key + " deleted");
      }
    }
  }

  private void reset(String server) {
    List<Pending> dropped;
    synchronized (this) {
      dropped = List.copyOf(server(server).pending);
      server(server).pending.clear();
    }
    dropped.forEach(entry -> entry.future().complete(null));
  }

  private synchronized void flush(String server) {
    items.keySet().removeIf(key -> route(CacheKey.of(key)).equals(server));
    history.add(server + " flushed");
  }

  @Override
  public synchronized boolean deletesOnly() {
    return deletesOnly;
  }

  @Override
  public synchronized List<ServerHealth> health() {
    return servers.entrySet().stream()
        .map(
            server ->
                new ServerHealth(
                    server.getKey(),
                    server.getValue().up,
                    Instant.EPOCH,
                    server.getValue().up ? "fake" : "told to be down"))
        .toList();
  }

  @Override
  public List<Finding> check() {
    return List.of();
  }

  /** By the last byte of the key. */
  @Override
  public String route(CacheKey key) {
    byte[] bytes = key.bytes();
    return List.copyOf(servers.keySet()).get(bytes[bytes.length - 1] % servers.size());
  }

  /** Reads nothing of a server that is down or silent. */
  @Override
  public PoolReader reader() {
    return new PoolReader() {
      @Override
      public List<HeldItem> read(List<CacheKey> keys) {
        return keys.stream().map(ScriptedPool.this::held).toList();
      }

      @Override
      public List<HeldItem.Unreadable> list(Consumer<CacheKey> keys) {
        readableKeys().forEach(keys);
        return unreadable();
      }

      @Override
      public void close() {
        // there is nothing to give back
      }
    };
  }

  private boolean isReadable(String server) {
    Server own = server(server);
    return own.up && !own.silent;
  }

  private synchronized List<CacheKey> readableKeys() {
    return items.keySet().stream().map(CacheKey::of).filter(key -> isReadable(route(key))).toList();
  }

  private synchronized List<HeldItem.Unreadable> unreadable() {
    return servers.keySet().stream()
        .filter(server -> !isReadable(server))
        .map(server -> new HeldItem.Unreadable(server, "told to be down"))
        .toList();
  }

  private synchronized HeldItem held(CacheKey key) {
    if (!isReadable(route(key))) {
      return new HeldItem.Unreadable(route(key), "told to be down");
    }
    String value = items.get(key.toString());
    return value == null
        ? new HeldItem.Absent()
        : new HeldItem.Present(value.getBytes(UTF_8), 0, HeldItem.Present.FOREVER, 0);
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    servers.keySet().forEach(this::reset);
  }
}
