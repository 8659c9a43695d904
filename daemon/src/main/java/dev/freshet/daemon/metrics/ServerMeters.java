package dev.freshet.daemon.metrics;

import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** How one server is and what it counts, as meters. Immutable. */
final class ServerMeters {

  private final String pool;
  private final String server;
  private final Supplier<Optional<ServerStatus>> current;

  /**
   * @param current gives the server as it is at a scrape; nothing if it is no more
   */
  ServerMeters(String pool, String server, Supplier<Optional<ServerStatus>> current) {
    this.pool = pool;
    this.server = server;
    this.current = current;
  }

  /** Registers and gives them. */
  List<Meter> register(MeterRegistry registry) {
    return List.of(
        gauge("freshet.server.up", null, ServerMeters::up)
            .description("1 if the server is connected and acknowledges what it is given")
            .register(registry),
        gauge("freshet.server.items", null, level(ServerStatistics::items))
            .description("Items that the server holds, by its own statistics")
            .register(registry),
        gauge("freshet.server.bytes", null, level(ServerStatistics::bytes))
            .description("What the items of the server take, by its own statistics")
            .register(registry),
        gauge("freshet.server.limit", "bytes", level(ServerStatistics::limitBytes))
            .description("What items may take on the server, by its own statistics")
            .register(registry),
        counter("freshet.server.evictions", ServerStatistics::evictions)
            .description("Items that the server dropped to make room, since its start")
            .register(registry),
        counter("freshet.server.hits", ServerStatistics::hits)
            .description("Reads of the server that found their key, since its start")
            .register(registry),
        counter("freshet.server.misses", ServerStatistics::misses)
            .description("Reads of the server that did not find their key, since its start")
            .register(registry),
        counter("freshet.server.restarts", ServerStatistics::restarts)
            .description("How often the server was found restarted, and so empty")
            .register(registry));
  }

  private Gauge.Builder<ServerMeters> gauge(
      String name, @Nullable String unit, ToDoubleFunction<ServerMeters> value) {
    return Gauge.builder(name, this, value)
        .baseUnit(unit)
        .tag("pool", pool)
        .tag("server", server)
        .strongReference(true);
  }

  private FunctionCounter.Builder<ServerMeters> counter(
      String name, ToLongFunction<ServerStatistics> number) {
    return FunctionCounter.builder(name, this, meters -> meters.count(number))
        .tag("pool", pool)
        .tag("server", server);
  }

  private double up() {
    return current.get().map(status -> status.up() ? 1.0 : 0.0).orElse(Double.NaN);
  }

  /** A number that is not there while the server has not told it. */
  private static ToDoubleFunction<ServerMeters> level(ToLongFunction<ServerStatistics> number) {
    return meters ->
        meters
            .statistics()
            .map(number::applyAsLong)
            .filter(told -> told != ServerStatistics.UNKNOWN)
            .map(Long::doubleValue)
            .orElse(Double.NaN);
  }

  /** A count that begins with 0. */
  private double count(ToLongFunction<ServerStatistics> number) {
    return statistics().map(told -> (double) Math.max(0L, number.applyAsLong(told))).orElse(0.0);
  }

  private Optional<ServerStatistics> statistics() {
    return current.get().map(ServerStatus::statistics);
  }
}
