package dev.freshet.daemon.metrics;

import dev.freshet.daemon.admin.DaemonStatus;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.StatusView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status as gauges. All of one scrape show the same moment, and the status is asked for once.
 * Thread-safe.
 */
final class StatusGauges {

  private record Snapshot(DaemonStatus status, boolean ready) {}

  private final StatusView view;
  private final MeterRegistry registry;
  private final Map<String, PoolGauges> pools = new HashMap<>();
  private volatile Snapshot snapshot;

  StatusGauges(StatusView view, MeterRegistry registry) {
    this.view = view;
    this.registry = registry;
    this.snapshot = take(view);
    registerDaemon();
    followPools();
  }

  /** Takes the moment that the gauges show from now on. */
  synchronized void refresh() {
    snapshot = take(view);
    followPools();
  }

  private static Snapshot take(StatusView view) {
    return new Snapshot(view.status(), view.notReadyReasons().isEmpty());
  }

  private void registerDaemon() {
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
    FunctionCounter.builder(
            "freshet.source.failovers",
            this,
            gauges -> gauges.snapshot.status().source().failovers())
        .description("How often the stream went on at another server of database.hosts")
        .register(registry);
  }

  /** Pools and their servers come and go with the configuration. */
  private void followPools() {
    List<PoolStatus> now = snapshot.status().pools();
    pools
        .values()
        .removeIf(
            gauges -> {
              boolean gone = now.stream().noneMatch(gauges::isFor);
              if (gone) {
                gauges.remove(registry);
              }
              return gone;
            });
    for (PoolStatus pool : now) {
      pools.computeIfAbsent(
          pool.name(), name -> PoolGauges.register(pool, () -> pool(name), registry));
    }
  }

  private Optional<PoolStatus> pool(String name) {
    return snapshot.status().pools().stream().filter(pool -> pool.name().equals(name)).findFirst();
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
