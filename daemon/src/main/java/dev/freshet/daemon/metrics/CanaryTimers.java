package dev.freshet.daemon.metrics;

import dev.freshet.daemon.canary.CanaryMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts what becomes of the canary. Thread-safe. */
record CanaryTimers(MeterRegistry registry) implements CanaryMeters {

  @Override
  public void seen(String pool, long nanos) {
    Timer.builder("freshet.canary")
        .description("Time from the commit of the canary's row until a read from the pool shows it")
        .tag("pool", pool)
        .serviceLevelObjectives(PoolMeters.latencyBounds())
        .register(registry)
        .record(Duration.ofNanos(nanos));
  }

  @Override
  public void missed(String pool) {
    Counter.builder("freshet.canary.missed")
        .description("Changes of the canary's row that a read did not show within canary.interval")
        .tag("pool", pool)
        .register(registry)
        .increment();
  }
}
