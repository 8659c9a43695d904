package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.sink.memcached.client.StatisticsReading.Name;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one server counts, and whether it has been started anew. Used by the pool's event loop
 * alone, but for {@link #current}, {@link #health} and {@link #refresh}.
 *
 * <p>Statistics are asked for on connections of their own: the answer to {@code stats} on the
 * connection that brings operations would stand between errors that carry no token, and whatever is
 * wrong with it would end that connection and have everything sent again.
 */
// Netty tells of a failed close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ServerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ServerWatch.class);

  /** How often it is looked whether the server has come back, in milliseconds. */
  private static final long TICK_MILLIS = 250;

  private final String pool;
  private final String server;
  private final Duration interval;
  private final boolean silenced;
  private final Connector connector;
  private final Lane lane;
  private final EventLoop loop;
  private @Nullable ScheduledFuture<?> ticks;
  private @Nullable Instant upSince;
  private long askedNanos;
  private @Nullable StatisticsReading last;
  private boolean asking;
  private volatile boolean isToBeAsked;
  private boolean silent;
  private long restarts;
  private volatile @Nullable Instant restartedAt;
  private volatile @Nullable ServerStatistics current;

  /**
   * @param lane tells whether the server is up
   */
  ServerWatch(ServerAddress server, ClientOptions options, Lane lane, EventLoop loop) {
    this.pool = options.pool();
    this.server = server.hostAndPort();
    this.interval = options.statisticsInterval();
    // a server that asks for SASL speaks no text (memcached -S)
    this.silenced =
        interval.isZero()
            || (options.protocol() == Protocol.BINARY && options.access().credentials() != null);
    this.connector = Connector.of(server, options, loop);
    this.lane = lane;
    this.loop = loop;
  }

  /** Asks from now on: each time the server has come up, and then once in a while. */
  void start() {
    if (silenced) {
      return;
    }
    long period = Math.min(TICK_MILLIS, interval.toMillis());
    ticks = loop.scheduleAtFixedRate(this::tick, period, period, TimeUnit.MILLISECONDS);
  }

  void close() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  private void tick() {
    ServerHealth health = lane.health();
    long now = System.nanoTime();
    if (health.up()
        && (isToBeAsked
            || !health.since().equals(upSince)
            || now - askedNanos >= interval.toNanos())) {
      isToBeAsked = false;
      upSince = health.since();
      askedNanos = now;
      ask();
    }
  }

  /** Asks soon, instead of only once in a while. Thread-safe. */
  void refresh() {
    isToBeAsked = true;
  }

  /** How the server is, and whether it has been restarted. Thread-safe. */
  ServerHealth health() {
    ServerHealth health = lane.health();
    Instant restarted = restartedAt;
    return restarted == null || !health.up()
        ? health
        : new ServerHealth(
            health.server(),
            true,
            health.since(),
            health.detail() + ", found restarted and empty at " + restarted);
  }

  /** What the server said last; null if it has said nothing yet. Thread-safe. */
  @Nullable ServerStatistics current() {
    return current;
  }

  private void ask() {
    if (asking) {
      return;
    }
    asking = true;
    connector
        .connect(Handshake.Questions.STATISTICS)
        .addListener(
            asked -> {
              asking = false;
              if (asked.isSuccess()) {
                Connector.Connection connection = (Connector.Connection) asked.getNow();
                connection.channel().close();
                if (silent) {
                  silent = false;
                  LOG.info("pool {}: {} tells its statistics again", pool, server);
                }
                seen(connection.facts());
              } else if (!silent) {
                silent = true;
                LOG.warn(
                    "pool {}: {} is not asked for its statistics, since it {}",
                    pool,
                    server,
                    Troubles.of(asked.cause()).describe());
              }
            });
  }

  private void seen(ServerFacts facts) {
    StatisticsReading reading = facts.statistics();
    if (reading == null) {
      return;
    }
    if (last != null && reading.isOfAnotherRunThan(last)) {
      restarts++;
      restartedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      LOG.warn(
          "pool {}: {} has been restarted (process {}, was {}) and has lost what it held; it holds {}"
              + " items",
          pool,
          server,
          reading.get(Name.PID),
          last.get(Name.PID),
          reading.get(Name.CURR_ITEMS));
    }
    last = reading;
    current = statistics(facts.version(), reading);
  }

  private ServerStatistics statistics(String version, StatisticsReading reading) {
    long started = reading.startedSeconds();
    return new ServerStatistics(
        server,
        Instant.now(),
        version,
        reading.get(Name.PID),
        started == StatisticsReading.UNKNOWN ? null : Instant.ofEpochSecond(started),
        reading.get(Name.CURR_ITEMS),
        reading.get(Name.BYTES),
        reading.get(Name.LIMIT_MAXBYTES),
        reading.get(Name.EVICTIONS),
        reading.get(Name.GET_HITS),
        reading.get(Name.GET_MISSES),
        reading.get(Name.CURR_CONNECTIONS),
        restarts,
        restartedAt);
  }
}
