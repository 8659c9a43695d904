package dev.freshet.daemon.metrics;

import dev.freshet.daemon.admin.DaemonStatus;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.StatusView;
import dev.freshet.daemon.pipeline.PoolState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The status as gauges. All of one scrape show the same moment, and the status is asked for once.
 * Thread-safe.
 */
final class StatusGauges {

  private record Snapshot(DaemonStatus status, boolean ready) {}

  private final StatusView view;
  private volatile Snapshot snapshot;

  private StatusGauges(StatusView view) {
    this.view = view;
    this.snapshot = take(view);
  }

  /** Registers the gauges, for the pools that the status has now. */
  static StatusGauges register(StatusView view, MeterRegistry registry) {
    StatusGauges gauges = new StatusGauges(view);
    gauges.registerDaemon(registry);
    gauges.snapshot.status().pools().forEach(pool -> gauges.registerPool(pool.name(), registry));
    return gauges;
  }

  /** Takes the moment that the gauges show from now on. */
  void refresh() {
    snapshot = take(view);
  }

  private static Snapshot take(StatusView view) {
    return new Snapshot(view.status(), view.notReadyReasons().isEmpty());
  }

  private void registerDaemon(MeterRegistry registry) {
    Gauge.builder("freshet.ready", this, gauges -> gauges.snapshot.ready() ? 1 : 0)
        .description("1 if every pool is live and the lag is under ready.max.lag")
        .register(registry);
    Gauge.builder(
            "freshet.source.connected",
            this,
            gauges -> gauges.snapshot.status().source().connected() ? 1 : 0)
        .description("1 if the source is connected")
        .register(registry);
    Gauge.builder("freshet.source.lag", this, gauges -> seconds(gauges.snapshot.status().lag()))
        .description("How far the daemon is behind the source")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder(
            "freshet.source.reconnects",
            this,
            gauges -> gauges.snapshot.status().source().reconnects())
        .description("How often the connection to the source was lost")
        .register(registry);
  }

  private void registerPool(String pool, MeterRegistry registry) {
    for (PoolState state : PoolState.values()) {
      String text = state.text();
      Gauge.builder(
              "freshet.pool.state",
              this,
              gauges -> gauges.pool(pool, status -> status.state().equals(text) ? 1 : 0))
          .description("1 for the state that the pool is in, 0 for the others")
          .tag("pool", pool)
          .tag("state", text)
          .register(registry);
    }
    Gauge.builder(
            "freshet.pool.lag", this, gauges -> gauges.pool(pool, status -> seconds(status.lag())))
        .description("How far what the pool holds is behind the source")
        .baseUnit("seconds")
        .tag("pool", pool)
        .register(registry);
    Gauge.builder("freshet.pool.queued", this, gauges -> gauges.pool(pool, PoolStatus::queuedBytes))
        .description("What the pool has been given and has not acknowledged")
        .baseUnit("bytes")
        .tag("pool", pool)
        .register(registry);
  }

  private double pool(String name, ToDoubleFunction<PoolStatus> value) {
    return snapshot.status().pools().stream()
        .filter(pool -> pool.name().equals(name))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
