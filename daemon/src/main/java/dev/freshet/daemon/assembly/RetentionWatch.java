package dev.freshet.daemon.assembly;

import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how long it is until the source may purge what a pool has yet to read. Thread-safe; a
 * thread of its own asks the source now and then how long it keeps things.
 */
final class RetentionWatch implements MeterBinder, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Source source;
  private final Supplier<Duration> longestLag;
  private final Thread thread = new Thread(this::run, "freshet-retention");

  /** Null where it is not known, or there is no end to it. */
  private volatile @Nullable Duration retention;

  /**
   * @param longestLag how far the pool is behind that is furthest behind
   */
  RetentionWatch(Source source, Supplier<Duration> longestLag) {
    this.source = source;
    this.longestLag = longestLag;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        try {
          retention = source.retention().orElse(null);
        } catch (SourceException e) {
          LOG.debug("How long the source keeps its changes is not known: {}", e.getMessage());
        }
        Thread.sleep(INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder("freshet.source.retention.headroom", this, RetentionWatch::headroomSeconds)
        .description(
            "How long it is until the source may purge what a pool has yet to read; NaN if it purges"
                + " nothing")
        .baseUnit("seconds")
        .register(registry);
  }

  private double headroomSeconds() {
    Duration kept = retention;
    return kept == null ? Double.NaN : kept.minus(longestLag.get()).toMillis() / 1000.0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
