package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * What the guard costs: prints the operations per second with and without it, over loopback and
 * over a link with 150 ms round trip. Tests only that all was carried out.
 */
class GuardRateIT {

  private static final int OPERATIONS = 50_000;
  private static final int BATCH = 500;

  /** How many batches are submitted and not acknowledged at a time. */
  private static final int WINDOW = 200;

  private final byte[] value = new byte[200];
  private long order;

  @Test
  void theGuardCostsRoundTripsButNoOperation() {
    for (String guard : List.of("off", "version", "off", "version")) {
      measure("loopback", guard, 0);
    }
    for (String guard : List.of("off", "version")) {
      measure("150 ms", guard, 75);
    }
  }

  private void measure(String link, String guard, int delayMillis) {
    try (MemcachedServer server = MemcachedServer.start("-m", "512");
        FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Pool pool =
            Pools.of(
                "servers",
                delayMillis == 0 ? server.address() : proxy.host() + ":" + proxy.port(),
                "guard",
                guard);
        MemcachedReader reader = server.reader()) {
      proxy.delay(Duration.ofMillis(delayMillis));
      pool.start();
      PoolShare share = Pools.all(pool);
      Pools.await(share.submit(OperationBatch.of(List.of(set("first", "1")), ++order)));
      long fresh = rate(share, i -> set("key:" + i, value, 0));
      long again = rate(share, i -> set("key:" + i, value, 0));
      assertThat(reader.get("key:" + (OPERATIONS - 1))).isPresent();
      long deleted = rate(share, i -> delete("key:" + i));
      assertThat(reader.get("key:" + (OPERATIONS - 1))).isEmpty();
      System.out.printf(
          "%s, guard=%s: %d sets/s of new keys, %d sets/s of present keys, %d deletes/s%n",
          link, guard, fresh, again, deleted);
    }
  }

  private long rate(PoolShare share, IntFunction<CacheOperation> operation) {
    Deque<CompletableFuture<BatchOutcome>> open = new ArrayDeque<>();
    long began = System.nanoTime();
    for (int from = 0; from < OPERATIONS; from += BATCH) {
      List<CacheOperation> operations = new ArrayList<>(BATCH);
      for (int i = from; i < from + BATCH; i++) {
        operations.add(operation.apply(i));
      }
      if (open.size() == WINDOW) {
        assertThat(Pools.await(open.remove())).isSameAs(BatchOutcome.APPLIED);
      }
      open.add(share.submit(OperationBatch.of(operations, ++order)));
    }
    open.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
    return OPERATIONS * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
  }
}
