package dev.freshet.daemon.metrics;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import dev.freshet.daemon.pipeline.PoolState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The gauges of one pool and of its servers. Not thread-safe, but for what is read at a scrape. */
final class PoolGauges {

  private final String pool;
  private final List<String> servers;
  private final Supplier<Optional<PoolStatus>> current;
  private final List<Meter> meters = new ArrayList<>();

  private PoolGauges(PoolStatus status, Supplier<Optional<PoolStatus>> current) {
    this.pool = status.name();
    this.servers = serversOf(status);
    this.current = current;
  }

  /**
   * Registers them.
   *
   * @param status the pool as it is now
   * @param current gives the pool as it is at a scrape; nothing if it is no more
   */
  static PoolGauges register(
      PoolStatus status, Supplier<Optional<PoolStatus>> current, MeterRegistry registry) {
    PoolGauges gauges = new PoolGauges(status, current);
    gauges.registerPool(registry);
    for (String server : gauges.servers) {
      gauges.meters.addAll(
          new ServerMeters(gauges.pool, server, () -> gauges.server(server)).register(registry));
    }
    return gauges;
  }

  private static List<String> serversOf(PoolStatus status) {
    return status.servers().stream().map(ServerStatus::server).toList();
  }

  private Optional<ServerStatus> server(String name) {
    return current
        .get()
        .flatMap(
            status ->
                status.servers().stream()
                    .filter(server -> server.server().equals(name))
                    .findFirst());
  }

  private void registerPool(MeterRegistry registry) {
    for (PoolState state : PoolState.values()) {
      String text = state.text();
      meters.add(
          Gauge.builder(
                  "freshet.pool.state",
                  this,
                  gauges -> gauges.value(status -> status.state().equals(text) ? 1 : 0))
              .description("1 for the state that the pool is in, 0 for the others")
              .tag("pool", pool)
              .tag("state", text)
              .register(registry));
    }
    meters.add(
        Gauge.builder(
                "freshet.pool.lag",
                this,
                gauges -> gauges.value(status -> StatusGauges.seconds(status.lag())))
            .description("How far what the pool holds is behind the source")
            .baseUnit("seconds")
            .tag("pool", pool)
            .register(registry));
    meters.add(
        Gauge.builder("freshet.pool.queued", this, gauges -> gauges.value(PoolStatus::queuedBytes))
            .description("What the pool has been given and has not acknowledged")
            .baseUnit("bytes")
            .tag("pool", pool)
            .register(registry));
    meters.add(
        FunctionCounter.builder(
                "freshet.pool.stepped.back", this, gauges -> gauges.value(PoolStatus::steppedBack))
            .description("Operations not carried out because the pool held something newer")
            .tag("pool", pool)
            .register(registry));
  }

  private double value(ToDoubleFunction<PoolStatus> number) {
    return current.get().map(number::applyAsDouble).orElse(Double.NaN);
  }

  /** Whether {@code status} is of the same pool with the same servers. */
  boolean isFor(PoolStatus status) {
    return status.name().equals(pool) && serversOf(status).equals(servers);
  }

  void remove(MeterRegistry registry) {
    meters.forEach(registry::remove);
  }
}
