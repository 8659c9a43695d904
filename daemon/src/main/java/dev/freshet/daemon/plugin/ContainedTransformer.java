package dev.freshet.daemon.plugin;

import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A configured transformer of a plug-in, of which no call can do harm. Thread-safe. */
final class ContainedTransformer implements Transformer, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ContainedTransformer.class);

  /** Each failure is a dead letter and counted; the log only has to say that there are some. */
  private static final long REPORT_NANOS = Duration.ofSeconds(10).toNanos();

  /** Stands for none where a table was refused. */
  private static final RowTransformer REFUSED =
      (change, out) -> {
        throw new IllegalStateException("was not bound");
      };

  private final String name;
  private final Path place;
  private final Transformer plugin;
  private final TableFilter filter;
  private final PluginCalls calls;
  private final Map<TableName, Boolean> matches = new ConcurrentHashMap<>();
  private final AtomicBoolean offTold = new AtomicBoolean();
  private final AtomicLong reported = new AtomicLong(System.nanoTime() - REPORT_NANOS);

  /**
   * @param name its configured name
   * @param place where the plug-in lies
   * @param plugin what the plug-in has made
   * @param filter the tables that it wants to see
   * @param calls makes the calls
   */
  ContainedTransformer(
      String name, Path place, Transformer plugin, TableFilter filter, PluginCalls calls) {
    this.name = name;
    this.place = place;
    this.plugin = plugin;
    this.filter = filter;
    this.calls = calls;
  }

  @Override
  public TableFilter tables() {
    return table -> matches.computeIfAbsent(table, this::matches);
  }

  /** Where the plug-in does not say, its changes are looked at, so that none passes in silence. */
  private boolean matches(TableName table) {
    try {
      return calls.call(() -> filter.matches(table));
    } catch (PluginFailure failure) {
      LOG.error(
          "Asked whether it maps table {}, {} {}; it is taken to map it",
          table,
          called(),
          failure.text());
      return true;
    }
  }

  /** A plug-in that does not answer has no values to be made anew. */
  @Override
  public TableFilter sources() {
    return table -> {
      try {
        return calls.call(() -> plugin.sources().matches(table));
      } catch (PluginFailure failure) {
        report(table, failure);
        return false;
      }
    };
  }

  @Override
  public KeyTrace trace(CacheKey key) {
    try {
      KeyTrace trace =
          calls.call(() -> Objects.requireNonNull(plugin.trace(key), "trace returned null"));
      return trace instanceof KeyTrace.OfRows rows
          ? new KeyTrace.OfRows(tables(), rows.columns(), rows.content())
          : trace;
    } catch (PluginFailure failure) {
      return new KeyTrace.Untraceable(failure.text());
    }
  }

  @Override
  public RowTransformer bind(TableSchema schema) throws BindException {
    try {
      return new ContainedRowTransformer(this, schema, bindPlugin(schema));
    } catch (PluginFailure failure) {
      report(schema.table(), failure);
      throw new BindException(
          "%s %s when it was to be bound to table %s; mend the plug-in and start Freshet again."
              .formatted(called(), failure.text(), schema.table()));
    }
  }

  /** The plug-in's own transformer for a table. */
  RowTransformer bindPlugin(TableSchema schema) throws PluginFailure, BindException {
    AtomicReference<@Nullable BindException> refused = new AtomicReference<>();
    RowTransformer bound =
        calls.call(
            () -> {
              try {
                return Objects.requireNonNull(plugin.bind(schema), "bind returned null");
              } catch (BindException e) {
                refused.set(e);
                return REFUSED;
              }
            });
    BindException refusal = refused.get();
    if (refusal != null) {
      throw refusal;
    }
    return bound;
  }

  /**
   * Says in the log that a call failed, but not of each in a row, and once that the transformer is
   * switched off.
   */
  void report(TableName table, PluginFailure failure) {
    long last = reported.get();
    long now = System.nanoTime();
    if (now - last >= REPORT_NANOS && reported.compareAndSet(last, now)) {
      LOG.warn("{}, with a change of table {}, {}", called(), table, failure.text());
    }
    if (isOff() && offTold.compareAndSet(false, true)) {
      LOG.error(
          "{} is switched off: {} of its calls did not return in time. Each further change of its"
              + " tables becomes a dead letter; mend the plug-in and start Freshet again.",
          called(),
          PluginCalls.MOST_ABANDONED);
    }
  }

  /** Ends its threads. */
  @Override
  public void close() {
    calls.close();
  }

  boolean isOff() {
    return calls.isExhausted();
  }

  PluginCalls calls() {
    return calls;
  }

  /** Its configured name. */
  String name() {
    return name;
  }

  /** How messages call it. */
  String called() {
    return "transformer " + name + " of the plug-in " + place;
  }
}
