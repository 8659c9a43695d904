package dev.freshet.daemon.warm;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.verify.Verification;
import dev.freshet.daemon.verify.VerifyRequest;
import dev.freshet.daemon.warm.WarmPools.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps pools warm that have been filled once: notices when a server has lost what it held, or a
 * pool has not got some changes, has the pool filled again and mended, and shows applications by a
 * {@link ReadyMarker} which pools are warm and up to date. Thread-safe; a thread of its own does
 * the work.
 */
public final class WarmKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmKeeper.class);
  private static final long TICK_MILLIS = 250;

  /** How long it is waited before what has failed is tried again. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  /** How long servers may take to remove the markers. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private static final String LIVE = "live";
  private static final String DOWN = "down";

  private final String daemon;
  private final Replication replication;
  private final Set<String> transformers;
  private final Duration mostLag;
  private final boolean fillsEmpty;
  private final Function<WarmRequest, WarmUp> fill;
  private final Mending mending;
  private final long rate;
  private final Clock clock;
  private final WarmPools pools;
  private final Map<String, ReadyMarker> markers = new HashMap<>();
  private final Map<String, Integer> begunAnew = new HashMap<>();
  private @Nullable WarmUp last;
  private long retryNanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "freshet-warm-keeper"));

  /**
   * @param daemon the daemon's name
   * @param transformers the names of all transformers
   * @param mostLag how far a pool may be behind and still be ready
   * @param rate how many rows may be read a second; 0 for no limit
   * @param fillsEmpty whether pools are filled that have never been, and hold nothing
   * @param fill begins to fill pools; throws {@link IllegalStateException} if that cannot be now
   * @param compare makes a comparison of pools with the database
   */
  public WarmKeeper(
      String daemon,
      Replication replication,
      Set<String> transformers,
      Path stateDirectory,
      Duration mostLag,
      long rate,
      boolean fillsEmpty,
      Function<WarmRequest, WarmUp> fill,
      Function<VerifyRequest, Verification> compare,
      Clock clock) {
    this.daemon = daemon;
    this.replication = replication;
    this.transformers = Set.copyOf(transformers);
    this.mostLag = mostLag;
    this.rate = rate;
    this.fillsEmpty = fillsEmpty;
    this.fill = fill;
    this.mending = new Mending(replication, transformers, rate, compare, this::noteMended);
    this.clock = clock;
    this.pools = WarmPools.in(stateDirectory);
  }

  /**
   * Notes that all pools lack the values of some transformers, which make other ones than before.
   */
  public void lack(Set<String> changed) {
    if (changed.isEmpty()) {
      return;
    }
    pools.all().forEach((name, entry) -> pools.put(name, entry.without(changed)));
  }

  /** Begins to look after the pools. */
  public void start() {
    var unused = thread.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      lookAfterPools();
    } catch (RuntimeException | Error e) {
      LOG.error("Looking after warm pools failed; it is tried again", e);
    }
  }

  private void lookAfterPools() {
    Map<String, FedPool> fed = replication.fedPools();
    Set<String> empty = new HashSet<>();
    Set<String> lacking = new HashSet<>();
    Set<String> lacked = new HashSet<>();
    Set<String> outOfDate = new HashSet<>();
    for (PoolStatus status : replication.pools()) {
      FedPool pool = fed.get(status.name());
      if (pool == null || pool.pool().deletesOnly()) {
        continue;
      }
      Entry entry = entry(status);
      mark(status, entry, pool);
      if (entry == null || status.state().equals(DOWN)) {
        continue;
      }
      Set<String> has = entry.transformers();
      if (!entry.isWarm()) {
        empty.add(status.name());
      } else if (!has.containsAll(transformers)) {
        lacking.add(status.name());
        transformers.stream()
            .filter(transformer -> !has.contains(transformer))
            .forEach(lacked::add);
      } else if (entry.missedChanges()) {
        outOfDate.add(status.name());
      }
    }
    if (!empty.isEmpty()) {
      fill(new WarmRequest(empty, transformers, rate));
    } else if (!lacking.isEmpty()) {
      fill(new WarmRequest(lacking, lacked, rate));
    }
    mending.lookAfter(outOfDate);
  }

  /** What is known of a pool by now; null if it has never been filled, and is not to be. */
  private @Nullable Entry entry(PoolStatus status) {
    Entry known = pools.all().get(status.name());
    boolean hasLost = hasLost(known, status);
    if (known == null && fillsEmpty && ServerRuns.areEmpty(status)) {
      LOG.info("Pool {} is empty and is filled", status.name());
      Entry unfilled = Entry.unfilled(transformers);
      pools.put(status.name(), unfilled);
      return unfilled;
    }
    if (known == null || !hasLost) {
      return known;
    }
    LOG.warn("Pool {} has lost some of what it held, and is filled again", status.name());
    Entry lost = known.lost();
    pools.put(status.name(), lost);
    return lost;
  }

  private boolean hasLost(@Nullable Entry entry, PoolStatus status) {
    int before = begunAnew.getOrDefault(status.name(), 0);
    int now = replication.begunAnew(status.name());
    begunAnew.put(status.name(), now);
    return entry != null
        && entry.isWarm()
        && (now > before || !entry.runs().lastUntil(ServerRuns.of(status)));
  }

  private void mark(PoolStatus status, @Nullable Entry entry, FedPool pool) {
    ReadyMarker marker = markers.get(status.name());
    if (marker == null || !marker.isOf(pool.pool())) {
      marker = new ReadyMarker(daemon, pool.pool(), clock);
      markers.put(status.name(), marker);
    }
    if (entry != null && isReady(entry, status)) {
      marker.show(entry.since(), status.donePosition(), replication.position());
    } else {
      var unused = marker.hide(replication.position());
    }
  }

  private boolean isReady(Entry entry, PoolStatus status) {
    return entry.isWarm()
        && !entry.missedChanges()
        && entry.runs().surelyLastUntil(ServerRuns.of(status))
        && entry.transformers().containsAll(transformers)
        && status.state().equals(LIVE)
        && status.lag().compareTo(mostLag) <= 0;
  }

  /** Begins to fill pools, unless that goes on, or has failed a moment ago. */
  private void fill(WarmRequest request) {
    WarmUp before = last;
    long now = System.nanoTime();
    if (before != null && before.status().state() == WarmStatus.State.RUNNING) {
      retryNanos = now + RETRY.toNanos();
      return;
    }
    boolean hasFailed = before != null && before.status().state() == WarmStatus.State.FAILED;
    if (hasFailed && now < retryNanos) {
      return;
    }
    try {
      last = fill.apply(request);
      retryNanos = now + RETRY.toNanos();
    } catch (IllegalStateException e) {
      LOG.debug("Pools {} wait to be filled: {}", request.pools(), e.getMessage());
    }
  }

  private void noteMended(String pool) {
    Entry entry = pools.all().get(pool);
    if (entry != null && entry.isWarm()) {
      pools.put(pool, entry.mended());
    }
  }

  /**
   * Notes that a pool has not got some changes and will not, so that it is to be filled and mended.
   *
   * @throws IOException if that cannot be stored
   */
  public void missedChanges(String pool) throws IOException {
    pools.putOutOfDate(pool, transformers);
  }

  /**
   * Notes the same while no keeper is there to be told.
   *
   * @param transformers the transformers whose values they are to hold, if they were never filled
   */
  public static void missedChanges(
      Path stateDirectory, Collection<String> names, Set<String> transformers) throws IOException {
    WarmPools pools = WarmPools.in(stateDirectory);
    for (String name : names) {
      pools.putOutOfDate(name, transformers);
    }
  }

  /**
   * Notes that pools have been filled.
   *
   * @param request what was asked for
   * @param runs which runs of the servers got it, by pool
   */
  void filled(WarmRequest request, Map<String, ServerRuns> runs) {
    runs.forEach(
        (pool, ofPool) -> {
          Set<String> has = new HashSet<>(request.transformers());
          Entry before = pools.all().get(pool);
          boolean missedChanges = before != null && before.missedChanges();
          if (before != null && before.isWarm() && before.runs().lastUntil(ofPool)) {
            has.addAll(before.transformers());
          }
          pools.put(
              pool,
              new Entry(
                  clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                  has,
                  ofPool.runs(),
                  missedChanges));
        });
  }

  /** Ends it, and removes the markers: nobody looks after the pools from now on. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      mending.close();
      if (thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        CompletableFuture.allOf(
                markers.values().stream()
                    .map(marker -> marker.hide(replication.position()))
                    .toArray(CompletableFuture<?>[]::new))
            .get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("It may still say in a pool that it is ready, for half a minute: {}", e.toString());
    }
    markers.clear();
  }
}
