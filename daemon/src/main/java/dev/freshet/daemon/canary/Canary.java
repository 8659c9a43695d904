package dev.freshet.daemon.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.TableName;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.pipeline.Replication;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes a row at intervals, and measures how long after its commit each pool shows the change:
 * the whole way, as an application sees it. The change goes through the stream like any other.
 * Thread-safe; threads of its own do the work.
 */
public final class Canary implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Canary.class);
  private static final Pattern BEAT = Pattern.compile("\"beat\":([0-9]+)");

  /** How long it looks as often as it can; later it looks less often. */
  private static final long CLOSE_LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long LATER_LOOK_MILLIS = 20;

  /** How long a statement or a look that is under way may take at the end. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final String daemon;
  private final TableName table;
  private final Duration interval;
  private final Replication replication;
  private final CanaryMeters meters;
  private final Clock clock;
  private final CacheKey key;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "freshet-canary"));
  private final ExecutorService watchers =
      Executors.newCachedThreadPool(task -> new Thread(task, "freshet-canary-watch"));
  private long lastBeat;
  private String lastTrouble = "";

  /**
   * @param daemon the daemon's name, which is that of its row, too
   * @param table where the row is
   * @param key under which pools show it
   * @param interval how often it is changed
   */
  public Canary(
      String daemon,
      TableName table,
      CacheKey key,
      Duration interval,
      Replication replication,
      CanaryMeters meters,
      Clock clock) {
    this.daemon = daemon;
    this.table = table;
    this.interval = interval;
    this.replication = replication;
    this.meters = meters;
    this.clock = clock;
    this.key = key;
  }

  /** Begins. */
  public void start() {
    var unused =
        writer.scheduleAtFixedRate(
            this::beat, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void beat() {
    try {
      lastBeat = Math.max(lastBeat + 1, clock.millis());
      replication.beat(table, daemon, lastBeat);
      long committed = System.nanoTime();
      lastTrouble = "";
      for (Map.Entry<String, FedPool> pool : replication.fedPools().entrySet()) {
        if (!pool.getValue().pool().deletesOnly() && watched.add(pool.getKey())) {
          long beat = lastBeat;
          watchers.execute(() -> watch(pool.getKey(), pool.getValue(), beat, committed));
        }
      }
    } catch (SourceException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(lastTrouble)) {
        LOG.warn("The canary's row cannot be changed: {}", trouble);
        lastTrouble = trouble;
      }
    } catch (RuntimeException | Error e) {
      LOG.error("The canary failed; it is tried again", e);
    }
  }

  private void watch(String name, FedPool fed, long beat, long committed) {
    try (PoolReader reader = fed.pool().reader()) {
      while (shown(reader) < beat) {
        long passed = System.nanoTime() - committed;
        if (passed > interval.toNanos()) {
          meters.missed(name);
          if (silent.add(name)) {
            LOG.warn(
                "Pool {} does not show the canary's change within canary.interval; freshet status"
                    + " says how it is",
                name);
          }
          return;
        }
        Thread.sleep(passed < CLOSE_LOOK_NANOS ? 1 : LATER_LOOK_MILLIS);
      }
      meters.seen(name, System.nanoTime() - committed);
      if (silent.remove(name)) {
        LOG.info("Pool {} shows the canary's changes again", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("The canary cannot be looked for in pool {}", name, e);
    } finally {
      watched.remove(name);
    }
  }

  /** The number that a pool shows; -1 if none. */
  private long shown(PoolReader reader) throws InterruptedException {
    if (reader.read(List.of(key)).get(0) instanceof HeldItem.Present present) {
      Matcher beat = BEAT.matcher(new String(present.value(), UTF_8));
      return beat.find() ? Long.parseLong(beat.group(1)) : -1;
    }
    return -1;
  }

  /** Ends it. */
  @Override
  public void close() {
    writer.shutdownNow();
    watchers.shutdownNow();
    try {
      boolean ended =
          writer.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
              && watchers.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.debug("The canary ends later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
