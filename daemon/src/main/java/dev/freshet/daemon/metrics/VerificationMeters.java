package dev.freshet.daemon.metrics;

import dev.freshet.daemon.verify.Difference;
import dev.freshet.daemon.verify.VerifyMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what comparisons of pools with the database find. Thread-safe. */
final class VerificationMeters implements VerifyMeters {

  private final MeterRegistry registry;
  private final Map<String, Counters> counters = new ConcurrentHashMap<>();

  VerificationMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Shows a pool of which nothing has been compared so far. */
  void show(String pool) {
    counters.computeIfAbsent(pool, this::register);
  }

  /** The counters of a pool. */
  private record Counters(Counter checked, Counter missing, Counter stale, Counter repaired) {}

  private Counters counters(String pool) {
    return counters.computeIfAbsent(pool, this::register);
  }

  private Counters register(String pool) {
    return new Counters(
        counter(pool, "checked", "Keys that were compared with the database"),
        counter(pool, "missing", "Keys among them that the pool did not hold, as after evictions"),
        counter(
            pool,
            "stale",
            "Keys among them under which the pool held what the database does not say"),
        counter(pool, "repaired", "Keys among these that have been mended"));
  }

  private Counter counter(String pool, String name, String description) {
    return Counter.builder("freshet.verify." + name)
        .description(description)
        .tag("pool", pool)
        .register(registry);
  }

  @Override
  public void checked(String pool) {
    counters(pool).checked().increment();
  }

  @Override
  public void found(String pool, Difference difference) {
    Counters ofPool = counters(pool);
    (difference == Difference.MISSING ? ofPool.missing() : ofPool.stale()).increment();
  }

  @Override
  public void repaired(String pool) {
    counters(pool).repaired().increment();
  }
}
