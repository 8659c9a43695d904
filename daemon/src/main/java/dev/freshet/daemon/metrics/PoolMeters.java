package dev.freshet.daemon.metrics;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/** What is counted for one pool. Thread-safe. */
final class PoolMeters {

  /** The bounds of the latency histogram, from one millisecond to one minute. */
  private static final long[] LATENCY_BOUNDS_MILLIS = {
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000
  };

  private final Counter batches;
  private final Counter bytes;
  private final Counter sets;
  private final Counter deletes;
  private final Counter acknowledged;
  private final Timer commitToVisible;

  PoolMeters(MeterRegistry registry, String pool) {
    batches =
        Counter.builder("freshet.pool.batches")
            .description("Batches given to the pool")
            .tag("pool", pool)
            .register(registry);
    bytes =
        Counter.builder("freshet.pool.given")
            .description("Keys and values given to the pool, as they are kept in memory")
            .baseUnit("bytes")
            .tag("pool", pool)
            .register(registry);
    sets = operations(registry, pool, CacheOperation.Kind.SET);
    deletes = operations(registry, pool, CacheOperation.Kind.DELETE);
    acknowledged =
        Counter.builder("freshet.pool.acknowledged.operations")
            .description("Operations that every server concerned has acknowledged")
            .tag("pool", pool)
            .register(registry);
    commitToVisible =
        Timer.builder("freshet.commit.to.visible")
            .description(
                "Time from the commit of a batch's oldest transaction until the pool has"
                    + " acknowledged the batch, by the clocks of both machines")
            .tag("pool", pool)
            .serviceLevelObjectives(latencyBounds())
            .register(registry);
  }

  /** The bounds of a histogram of latencies. */
  static Duration[] latencyBounds() {
    return LongStream.of(LATENCY_BOUNDS_MILLIS)
        .mapToObj(Duration::ofMillis)
        .toArray(Duration[]::new);
  }

  private static Counter operations(MeterRegistry registry, String pool, CacheOperation.Kind kind) {
    return Counter.builder("freshet.pool.operations")
        .description("Operations given to the pool")
        .tag("pool", pool)
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void submitted(OperationBatch batch) {
    int setCount = 0;
    for (CacheOperation operation : batch.operations()) {
      if (operation.kind() == CacheOperation.Kind.SET) {
        setCount++;
      }
    }
    batches.increment();
    bytes.increment((double) batch.bytes());
    sets.increment(setCount);
    deletes.increment(batch.operations().size() - setCount);
  }

  void acknowledged(OperationBatch batch, long latencyMicros) {
    acknowledged.increment(batch.operations().size());
    if (latencyMicros >= 0) {
      commitToVisible.record(Duration.ofNanos(latencyMicros * 1000));
    }
  }
}
