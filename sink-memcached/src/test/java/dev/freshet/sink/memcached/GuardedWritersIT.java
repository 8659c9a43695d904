package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedItem;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two daemons write the same 100,000 operations to one server, each over a link of its own that is
 * slowed, stopped and cut at random; one of them over several connections.
 */
class GuardedWritersIT {

  private static final int BATCHES = 2500;
  private static final int OPERATIONS_PER_BATCH = 40;
  private static final int KEYS = 400;

  /** How many batches a daemon submits before the first of them is acknowledged. */
  private static final int WINDOW = 30;

  private static final long FIRST_VERSION = 1L << 62;

  /** How long an item stands that its writer has not confirmed, in seconds. */
  private static final int UNCONFIRMED_SECONDS = 10;

  /** The newest acknowledged order of each key. */
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  private final AtomicReference<@Nullable String> violation = new AtomicReference<>();
  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void neverIsAKeyLeftOlderThanTheNewestAcknowledged() throws InterruptedException {
    List<OperationBatch> history = history(new Random(1));
    try (MemcachedServer server = MemcachedServer.start("-m", "256");
        FaultProxy firstLink = FaultProxy.start(server.host(), server.port());
        FaultProxy secondLink = FaultProxy.start(server.host(), server.port());
        Pool first = pool(firstLink, 1);
        Pool second = pool(secondLink, 3)) {
      List<Thread> writers =
          List.of(
              new Thread(() -> write(Pools.all(first), history), "first daemon"),
              new Thread(() -> write(Pools.all(second), history), "second daemon"));
      List<Thread> others =
          List.of(
              new Thread(() -> disturb(firstLink, new Random(2)), "first link"),
              new Thread(() -> disturb(secondLink, new Random(3)), "second link"),
              new Thread(() -> watch(server), "watcher"));
      writers.forEach(Thread::start);
      others.forEach(Thread::start);
      for (Thread writer : writers) {
        writer.join();
      }
      Map<String, String> expected = expected(history);
      try (MemcachedReader reader = server.reader()) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(held(reader)).isEqualTo(expected));
      }
      stop.set(true);
      for (Thread other : others) {
        other.join();
      }
      assertThat(violation.get()).isNull();
      assertThat(((MemcachedPool) first).steppedBack() + ((MemcachedPool) second).steppedBack())
          .as("operations that met newer ones")
          .isPositive();
    }
  }

  private static Pool pool(FaultProxy link, int connections) {
    Pool pool =
        Pools.of(
            "servers",
            link.host() + ":" + link.port(),
            "connections",
            String.valueOf(connections),
            "guard",
            "version",
            "reconnect.backoff",
            "5ms",
            "reconnect.backoff.max",
            "50ms");
    pool.start();
    return pool;
  }

  private static String key(int number) {
    return "key:" + number;
  }

  private static List<OperationBatch> history(Random random) {
    List<OperationBatch> history = new ArrayList<>();
    for (int order = 1; order <= BATCHES; order++) {
      Map<String, CacheOperation> operations = new HashMap<>();
      while (operations.size() < OPERATIONS_PER_BATCH) {
        String key = key(random.nextInt(KEYS));
        operations.put(key, random.nextInt(3) == 0 ? delete(key) : set(key, String.valueOf(order)));
      }
      history.add(OperationBatch.of(operations.values(), order));
    }
    return history;
  }

  private static Map<String, String> expected(List<OperationBatch> history) {
    Map<String, String> expected = new HashMap<>();
    for (OperationBatch batch : history) {
      for (CacheOperation operation : batch.operations()) {
        String key = operation.key().toString();
        if (operation.kind() == CacheOperation.Kind.SET) {
          expected.put(key, String.valueOf(batch.order()));
        } else {
          expected.remove(key);
        }
      }
    }
    return expected;
  }

  private static Map<String, String> held(MemcachedReader reader) {
    Map<String, String> held = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      String key = key(i);
      reader.getText(key).ifPresent(value -> held.put(key, value));
    }
    return held;
  }

  private void write(PoolShare pool, List<OperationBatch> history) {
    Deque<CompletableFuture<BatchOutcome>> open = new ArrayDeque<>();
    for (OperationBatch batch : history) {
      if (open.size() == WINDOW) {
        Pools.await(open.remove());
      }
      open.add(
          pool.submit(batch)
              .whenComplete(
                  (outcome, failure) -> {
                    if (failure == null) {
                      batch
                          .operations()
                          .forEach(
                              operation ->
                                  acknowledged.merge(
                                      operation.key().toString(), batch.order(), Math::max));
                    }
                  }));
    }
    open.forEach(Pools::await);
  }

  private void disturb(FaultProxy link, Random random) {
    while (!stop.get()) {
      switch (random.nextInt(8)) {
        case 0 -> link.stall();
        case 1 -> link.cut();
        case 2, 3, 4 -> link.delay(Duration.ofMillis(random.nextInt(30)));
        default -> link.restore();
      }
      LockSupport.parkNanos(Duration.ofMillis(random.nextInt(200)).toNanos());
    }
    link.restore();
  }

  private void watch(MemcachedServer server) {
    Random random = new Random(4);
    try (MemcachedReader reader = server.reader()) {
      while (!stop.get()) {
        String key = key(random.nextInt(KEYS));
        long newest = acknowledged.getOrDefault(key, 0L);
        Optional<MemcachedItem> item = reader.item(key);
        if (item.isPresent() && isLeftOlder(item.get(), newest)) {
          violation.compareAndSet(
              null, key + " was " + item.get().text() + " after " + newest + " of it was done");
        }
      }
    }
  }

  /** An unconfirmed item may be older for a moment, but never stays. */
  private static boolean isLeftOlder(MemcachedItem item, long newest) {
    if (item.cas() >= FIRST_VERSION) {
      return Long.parseLong(item.text()) < newest || item.cas() - FIRST_VERSION < newest;
    }
    return item.ttlSeconds() < 0 || item.ttlSeconds() > UNCONFIRMED_SECONDS;
  }
}
