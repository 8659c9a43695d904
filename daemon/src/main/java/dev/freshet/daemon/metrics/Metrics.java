package dev.freshet.daemon.metrics;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.daemon.admin.StatusView;
import dev.freshet.daemon.canary.CanaryMeters;
import dev.freshet.daemon.pipeline.PipelineMeters;
import dev.freshet.daemon.verify.VerifyMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of a daemon. As a supplier it gives them in Prometheus' text format, version 0.0.4.
 * Thread-safe.
 */
public final class Metrics implements PipelineMeters, Supplier<String>, AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
  private final Map<String, PoolMeters> pools = new ConcurrentHashMap<>();
  private final Counter transactions;
  private final Counter inserts;
  private final Counter updates;
  private final Counter deletes;
  private final Counter tableChanges;
  private final Counter bytes;
  private final Counter deadLetters;
  private final Counter lookups;
  private final Timer answered;
  private final Timer unanswered;
  private final VerificationMeters verification = new VerificationMeters(registry);
  private volatile @Nullable StatusGauges gauges;

  /**
   * Metrics that are all labelled with the daemon's name.
   *
   * @param daemon the daemon's configured name
   */
  public Metrics(String daemon) {
    registry.config().commonTags("daemon", daemon);
    transactions =
        Counter.builder("freshet.transactions")
            .description("Transactions read that changed a mapped table")
            .register(registry);
    inserts = rows(RowChange.Kind.INSERT);
    updates = rows(RowChange.Kind.UPDATE);
    deletes = rows(RowChange.Kind.DELETE);
    tableChanges =
        Counter.builder("freshet.table.changes")
            .description("Changes to mapped tables as a whole read, for instance TRUNCATE")
            .register(registry);
    bytes =
        Counter.builder("freshet.read")
            .description("Changes read, as they are kept in memory")
            .baseUnit("bytes")
            .register(registry);
    deadLetters =
        Counter.builder("freshet.dead.letters")
            .description("Changes that could not be placed as they should, in dead-letters.jsonl")
            .register(registry);
    lookups =
        Counter.builder("freshet.lookups")
            .description("Keys or objects that the database was asked about")
            .register(registry);
    answered = queries("answered");
    unanswered = queries("failed");
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  private Timer queries(String outcome) {
    return Timer.builder("freshet.queries")
        .description("Calls to the database, each of which asks about one or more keys")
        .tag("outcome", outcome)
        .register(registry);
  }

  private Counter rows(RowChange.Kind kind) {
    return Counter.builder("freshet.rows")
        .description("Changes to rows of mapped tables read")
        .tag("kind", kind.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  /** Shows what {@code view} tells, too. */
  public void watch(StatusView view) {
    view.status().pools().forEach(pool -> show(pool.name()));
    gauges = new StatusGauges(view, registry);
  }

  private void show(String pool) {
    metersOf(pool);
    verification.show(pool);
  }

  /** Counts what becomes of the canary. */
  public CanaryMeters ofCanary() {
    return new CanaryTimers(registry);
  }

  /** Counts what comparisons of pools with the database find. */
  public VerifyMeters ofVerification() {
    return verification;
  }

  /** Shows {@code meters}, too. What they look at has to be kept by others. */
  public void add(MeterBinder meters) {
    meters.bindTo(registry);
  }

  @Override
  public void chunk(TransactionChunk chunk) {
    int inserted = 0;
    int updated = 0;
    int deleted = 0;
    for (Change change : chunk.changes()) {
      if (change instanceof RowChange row) {
        switch (row.kind()) {
          case INSERT -> inserted++;
          case UPDATE -> updated++;
          case DELETE -> deleted++;
        }
      }
    }
    inserts.increment(inserted);
    updates.increment(updated);
    deletes.increment(deleted);
    if (chunk.finished() && !chunk.changes().isEmpty()) {
      transactions.increment();
    }
    bytes.increment((double) chunk.bytes());
  }

  @Override
  public void submitted(String pool, OperationBatch batch) {
    metersOf(pool).submitted(batch);
  }

  @Override
  public void acknowledged(String pool, OperationBatch batch, long latencyMicros) {
    metersOf(pool).acknowledged(batch, latencyMicros);
  }

  private PoolMeters metersOf(String pool) {
    return pools.computeIfAbsent(pool, name -> new PoolMeters(registry, name));
  }

  @Override
  public void queried(int questions, boolean wasAnswered, long nanos) {
    lookups.increment(questions);
    (wasAnswered ? answered : unanswered).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void tableChanged(TableChange change) {
    tableChanges.increment();
  }

  @Override
  public void deadLetters(int count) {
    deadLetters.increment(count);
  }

  /** All metrics in Prometheus' text format. */
  @Override
  public String get() {
    StatusGauges current = gauges;
    if (current != null) {
      current.refresh();
    }
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
