package dev.freshet.daemon.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A pool in memory that keeps every operation in the order in which it was applied. While it is
 * down it acknowledges nothing; what is submitted then is applied when it comes up again, unless it
 * was reset. Thread-safe.
 */
final class ScriptedPool implements Pool {

  private record Pending(OperationBatch batch, CompletableFuture<BatchOutcome> future) {}

  private final List<String> history = new ArrayList<>();
  private final Map<String, String> items = new HashMap<>();
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private boolean up = true;

  synchronized void down() {
    up = false;
  }

  void up() {
    List<Pending> waiting;
    synchronized (this) {
      up = true;
      waiting = List.copyOf(pending);
      pending.clear();
      waiting.forEach(entry -> apply(entry.batch()));
    }
    waiting.forEach(entry -> entry.future().complete(BatchOutcome.APPLIED));
  }

  /** What was done, as {@code key=value} or {@code key deleted}. */
  synchronized List<String> history() {
    return List.copyOf(history);
  }

  synchronized Map<String, String> items() {
    return Map.copyOf(items);
  }

  @Override
  public void start() {}

  @Override
  public CompletableFuture<BatchOutcome> submit(OperationBatch batch) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    synchronized (this) {
      if (!up) {
        pending.add(new Pending(batch, future));
        return future;
      }
      apply(batch);
    }
    future.complete(BatchOutcome.APPLIED);
    return future;
  }

  private void apply(OperationBatch batch) {
    for (CacheOperation operation : batch.operations()) {
      String key = operation.key().toString();
      switch (operation.kind()) {
        case SET -> {
          String value = new String(operation.value(), UTF_8);
          items.put(key, value);
          history.add(key + "=" + value);
        }
        case DELETE -> {
          items.remove(key);
          history.add(key + " deleted");
        }
      }
    }
  }

  @Override
  public void reset() {
    List<Pending> dropped;
    synchronized (this) {
      dropped = List.copyOf(pending);
      pending.clear();
    }
    dropped.forEach(entry -> entry.future().cancel(false));
  }

  @Override
  public synchronized List<ServerHealth> health() {
    return List.of(
        new ServerHealth("scripted:2", up, Instant.EPOCH, up ? "fake" : "told to be down"));
  }

  @Override
  public List<Finding> check() {
    return List.of();
  }

  @Override
  public String route(CacheKey key) {
    return "scripted:2";
  }

  @Override
  public void close() {
    reset();
  }
}
