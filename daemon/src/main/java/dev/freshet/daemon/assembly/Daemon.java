package dev.freshet.daemon.assembly;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.admin.AdminServer;
import dev.freshet.daemon.checkpoint.CheckpointException;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.DaemonSettings;
import dev.freshet.daemon.config.PositionLost;
import dev.freshet.daemon.config.StartFrom;
import dev.freshet.daemon.config.WarmOnStart;
import dev.freshet.daemon.metrics.Metrics;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.pipeline.LostChanges;
import dev.freshet.daemon.pipeline.PipelineBounds;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.StartPlan;
import dev.freshet.daemon.plugin.PluginMeters;
import dev.freshet.daemon.transforms.TransformMeters;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.warm.WarmKeeper;
import dev.freshet.daemon.warm.WarmRequest;
import dev.freshet.daemon.warm.WarmUp;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole program, wired from a configuration: source, transformers, pools, the pipelines between
 * them and the admin endpoint. Thread-safe.
 */
public final class Daemon implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final long RETRY_MILLIS = 1000;

  /** How long a source may take to get on beyond what was claimed. */
  private static final long CLAIM_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Longer than the usual reconnect.backoff.max, so that servers that are up have been found. */
  private static final Duration STRAGGLING = Duration.ofSeconds(12);

  private final DaemonSettings settings;
  private Configuration configuration;
  private final ChangeMapping mapping;
  private final Transforms transforms;
  private final Map<String, Transformer> transformers;
  private final Map<String, FedPool> pools = new LinkedHashMap<>();
  private final Source source;
  private final Metrics metrics;
  private @Nullable Checkpoints checkpoints;
  private @Nullable Replication replication;
  private @Nullable AdminServer admin;
  private @Nullable RetentionWatch retention;
  private volatile @Nullable Upkeep upkeep;

  public Daemon(Configuration configuration) {
    this.configuration = configuration;
    settings = configuration.daemon();
    mapping = new ChangeMapping(configuration);
    transforms = mapping.transforms();
    transformers = mapping.transformers();
    source = mapping.source();
    configuration.pools().forEach(pool -> pools.put(pool.name(), fed(pool, configuration)));
    TransformerCheck.collisions(transformers).forEach(LOG::warn);
    metrics = new Metrics(settings.name());
    metrics.add(new PluginMeters(transformers.values()));
    if (!transforms.steps().isEmpty()) {
      metrics.add(new TransformMeters(transforms));
    }
  }

  private static FedPool fed(Configuration.PoolConfiguration pool, Configuration configuration) {
    return new FedPool(pool.create(), pool.policy(), configuration.withheldFrom(pool.name()));
  }

  /**
   * Starts everything. Blocks until the source has been reached once.
   *
   * @throws SourceException if the source cannot be reached in time, or is not set up as it must be
   * @throws CheckpointException if the state directory or what it holds cannot be used
   * @throws IOException if the first position cannot be stored, or the admin endpoint cannot listen
   */
  public synchronized void start()
      throws SourceException, CheckpointException, IOException, InterruptedException {
    Checkpoints marks =
        Checkpoints.open(settings.stateDirectory(), settings.name(), source::parsePosition);
    checkpoints = marks;
    if (source.isOneServer()) {
      marks.claimAhead();
    }
    SourcePosition latest = settleClaims(marks, reach(source::latestPosition));
    ensureAnswers(latest);
    if (settings.positionLost() == PositionLost.WARM) {
      latest = skipLostChanges(marks, latest);
    }
    markPools(marks, latest);
    Replication started =
        new Replication(
            source,
            transformers,
            transforms,
            pools,
            marks,
            settings.stateDirectory(),
            new DaemonMeters(metrics, this::tableChanged),
            new PipelineBounds(
                settings.queueBytes(),
                settings.batchMaxBytes(),
                settings.poolQueueBytes(),
                STRAGGLING),
            settings.poolQueueBytes(),
            lostChanges(),
            Clock.systemUTC());
    replication = started;
    Upkeep begun =
        new Upkeep(settings, started, mapping, metrics.ofVerification(), metrics.ofCanary());
    upkeep = begun;
    started.start();
    begun.start(wantedAtStart());
    DaemonView view = new DaemonView(settings, started);
    metrics.watch(view);
    RetentionWatch watch = new RetentionWatch(source, started::longestLag);
    retention = watch;
    watch.start();
    metrics.add(watch);
    if (settings.adminListen().isPresent()) {
      AdminServer server =
          new AdminServer(
              settings.adminListen().get(), settings.adminToken(), view, begun.desks(), metrics);
      admin = server;
      server.start();
    }
  }

  /** Called by pipelines, which must not wait for whoever starts or stops all. */
  private void tableChanged(TableChange change) {
    Upkeep running = upkeep;
    if (running != null) {
      running.tableChanged(change);
    }
  }

  private LostChanges lostChanges() {
    return new LostChanges() {
      @Override
      public boolean areSkipped() {
        return settings.positionLost() == PositionLost.WARM;
      }

      @Override
      public void skipped(String pool) throws IOException {
        upkeep().missedChanges(pool);
      }
    };
  }

  /** What the configuration wants to be filled at start. */
  private Optional<WarmRequest> wantedAtStart() {
    Set<String> all = pools.keySet().stream().filter(this::isFilled).collect(Collectors.toSet());
    return switch (settings.warmOnStart()) {
      case NEVER -> Optional.empty();
      case WHEN_EMPTY ->
          WarmUp.interrupted(settings.stateDirectory())
              .filter(
                  request ->
                      all.containsAll(request.pools())
                          && transformers.keySet().containsAll(request.transformers()))
              .map(
                  request ->
                      new WarmRequest(
                          request.pools(), request.transformers(), settings.warmRate()));
      case ALWAYS ->
          all.isEmpty()
              ? Optional.empty()
              : Optional.of(new WarmRequest(all, transformers.keySet(), settings.warmRate()));
    };
  }

  /** What would be removed at each change, instead of being read again, is not begun with. */
  private void ensureAnswers(SourcePosition latest) throws SourceException {
    List<String> asking =
        transformers.entrySet().stream()
            .filter(transformer -> !transformer.getValue().queries().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    try (Database database = source.database()) {
      String doubt = database.doubt(latest);
      if (!asking.isEmpty() && doubt != null) {
        throw new SourceException(
            SourceException.Kind.MISCONFIGURED,
            "transformers that ask the database (%s) cannot be had: %s, or have them only remove keys with"
                    .formatted(String.join(", ", asking), doubt)
                + " mode=invalidate");
      }
      new KeyQueryCheck(database).ensure(transformers);
    }
  }

  /** Something that the source is asked. */
  @FunctionalInterface
  private interface Question<T> {

    T ask() throws SourceException;
  }

  /** The answer of a source that may not be there yet. Blocks. */
  private <T> T reach(Question<T> question) throws SourceException, InterruptedException {
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    while (true) {
      try {
        return question.ask();
      } catch (SourceException e) {
        if (e.kind() != SourceException.Kind.UNREACHABLE || System.nanoTime() > deadline) {
          throw e;
        }
        LOG.warn("{}; trying again", e.getMessage());
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  /**
   * Takes into account what pools may have been given before the machine ended without having
   * written it down. The source has got on meanwhile, unless it is idle or has lost something.
   *
   * @return the end of the source's binlog
   */
  private SourcePosition settleClaims(Checkpoints marks, SourcePosition end)
      throws SourceException, IOException, InterruptedException {
    Map<String, SourcePosition> claims = marks.formerClaims();
    if (claims.isEmpty()) {
      return end;
    }
    SourcePosition latest = end;
    long deadline = System.nanoTime() + CLAIM_PATIENCE_NANOS;
    while (!claims.values().stream().allMatch(latest::covers) && System.nanoTime() < deadline) {
      Thread.sleep(RETRY_MILLIS);
      latest = reach(source::latestPosition);
    }
    for (Map.Entry<String, SourcePosition> entry : claims.entrySet()) {
      String pool = entry.getKey();
      PoolMarks known = marks.marks(pool).orElseThrow();
      if (latest.covers(entry.getValue())) {
        marks.widen(pool, entry.getValue());
      } else if (latest.covers(known.intent())) {
        marks.widen(pool, latest);
        LOG.warn(
            "This machine ended while changes were handed to pool {}. Some of the last, behind {}, may not be written"
                + " down here; they are in the database up to {}, unless it has lost transactions as well: if it"
                + " failed over or was restored, let freshet verify compare the pool with it",
            pool,
            known.intent().text(),
            latest.text());
      }
    }
    marks.flush();
    return latest;
  }

  /**
   * Has pools whose place the source no longer has go on at its end, and notes what they missed.
   *
   * @return its end, which is another one if it is another server by now that is read from
   */
  private SourcePosition skipLostChanges(Checkpoints marks, SourcePosition latest)
      throws SourceException, IOException, InterruptedException {
    Set<String> skipping = new LinkedHashSet<>();
    for (String pool : pools.keySet()) {
      Optional<PoolMarks> known = marks.marks(pool);
      if (known.isPresent()
          && (isLost(pool, known.get().done()) || isLost(pool, known.get().intent()))) {
        skipping.add(pool);
      }
    }
    if (skipping.isEmpty()) {
      return latest;
    }
    SourcePosition end = reach(() -> endFor(skipping, marks));
    Set<String> filled = skipping.stream().filter(this::isFilled).collect(Collectors.toSet());
    if (!filled.isEmpty()) {
      planAnewWithout(filled);
      WarmKeeper.missedChanges(settings.stateDirectory(), filled, transformers.keySet());
    }
    for (String pool : skipping) {
      marks.set(pool, PoolMarks.at(end));
    }
    return end;
  }

  /**
   * The end of the source's binlog, where guarded pools take what comes behind it. Of a history of
   * which some is lost it may be less far than what they hold.
   */
  private SourcePosition endFor(Set<String> skipping, Checkpoints marks) throws SourceException {
    SourcePosition end = source.latestPosition();
    List<String> refusing =
        pools.entrySet().stream()
            .filter(pool -> skipping.contains(pool.getKey()) && pool.getValue().pool().isGuarded())
            .map(Map.Entry::getKey)
            .filter(pool -> marks.marks(pool).orElseThrow().intent().order() > end.order())
            .toList();
    if (!refusing.isEmpty()) {
      throw new SourceException(
          SourceException.Kind.UNREACHABLE,
          ("the database counts fewer transactions than the pools %s with guard=version may have"
                  + " got, so that they would refuse what is newer: waiting for it to have as many, as"
                  + " after a failover that lost some. If it was reset, empty these pools, move %s"
                  + " away and start anew")
              .formatted(
                  String.join(", ", refusing), settings.stateDirectory().resolve("checkpoint")));
    }
    return end;
  }

  private boolean isLost(String pool, SourcePosition position)
      throws SourceException, InterruptedException {
    try {
      return reach(
          () -> {
            source.verifyPosition(position);
            return false;
          });
    } catch (SourceException e) {
      if (e.kind() != SourceException.Kind.POSITION_LOST) {
        throw e;
      }
      LOG.warn("Pool {} goes on without what it missed: {}", pool, e.getMessage());
      return true;
    }
  }

  /** What an interrupted warm-up has placed in pools that go on elsewhere may be out of date. */
  private void planAnewWithout(Set<String> skipping) throws IOException {
    Optional<WarmRequest> interrupted = WarmUp.interrupted(settings.stateDirectory());
    if (interrupted.isPresent()) {
      Set<String> left = new LinkedHashSet<>(interrupted.get().pools());
      if (left.removeAll(skipping)) {
        WarmUp.forget(settings.stateDirectory());
        if (!left.isEmpty()) {
          WarmUp.plan(
              settings.stateDirectory(),
              new WarmRequest(left, interrupted.get().transformers(), 0));
        }
      }
    }
  }

  /**
   * Gives marks to pools that have none. Those of pools that are not configured now are kept: a
   * pool that comes back continues from there.
   */
  private void markPools(Checkpoints marks, SourcePosition latest)
      throws SourceException, IOException {
    PoolMarks first = firstMarks(marks, pools.keySet(), latest);
    List<String> unmarked =
        pools.keySet().stream().filter(pool -> marks.marks(pool).isEmpty()).toList();
    if (!unmarked.isEmpty()) {
      planToFill(unmarked);
    }
    for (String pool : unmarked) {
      LOG.info("Pool {} has no stored position and begins behind {}", pool, first.done().text());
      marks.set(pool, first);
    }
  }

  /**
   * Notes that pools are to be filled, before their marks say that they have begun: a crash in
   * between must not leave them empty for good.
   */
  private void planToFill(List<String> begun) throws IOException {
    Set<String> unfilled = new LinkedHashSet<>(begun);
    WarmUp.interrupted(settings.stateDirectory())
        .ifPresent(request -> unfilled.addAll(request.pools()));
    unfilled.removeIf(pool -> !isFilled(pool));
    // what has been placed already may be out of date
    WarmUp.forget(settings.stateDirectory());
    if (settings.warmOnStart() == WarmOnStart.WHEN_EMPTY && !unfilled.isEmpty()) {
      WarmUp.plan(settings.stateDirectory(), new WarmRequest(unfilled, transformers.keySet(), 0));
    }
  }

  private boolean isFilled(String pool) {
    FedPool fed = pools.get(pool);
    return fed != null && !fed.pool().deletesOnly();
  }

  /** Where a pool begins that has no marks: where {@code others} are, if they have any. */
  private PoolMarks firstMarks(Checkpoints marks, Set<String> others, SourcePosition latest)
      throws SourceException {
    if (settings.startFrom() == StartFrom.EARLIEST) {
      return PoolMarks.at(source.earliestPosition());
    }
    Map<String, PoolMarks> known = new LinkedHashMap<>();
    for (String pool : others) {
      marks.marks(pool).ifPresent(mark -> known.put(pool, mark));
    }
    return known.isEmpty() ? PoolMarks.at(latest) : StartPlan.of(known).marks();
  }

  /**
   * Takes over the pools of another configuration: new ones begin where the others are, those that
   * are gone end, those that have changed are set up anew and read what they missed meanwhile.
   * Everything else stays as it is until the daemon is restarted.
   *
   * @throws IOException if the first position of a new pool cannot be stored; nothing is changed
   * @throws SourceException if the source has to be asked for that position and does not answer;
   *     nothing is changed
   */
  public synchronized void reload(Configuration next) throws IOException, SourceException {
    PoolChanges changes = PoolChanges.between(configuration, next);
    if (changes.otherChanges()) {
      LOG.warn("More has changed than the pools: that needs a restart, and is left as it was");
    }
    Replication running = replication;
    Checkpoints marks = checkpoints;
    if (running == null || marks == null) {
      throw new IllegalStateException("not started");
    }
    Set<String> present =
        configuration.pools().stream()
            .map(Configuration.PoolConfiguration::name)
            .collect(Collectors.toSet());
    for (String pool : changes.beginning()) {
      if (marks.marks(pool).isEmpty()) {
        marks.set(pool, firstMarks(marks, present, running.position()));
      }
    }
    Map<String, FedPool> beginning = new LinkedHashMap<>();
    next.pools().stream()
        .filter(pool -> changes.beginning().contains(pool.name()))
        .forEach(pool -> beginning.put(pool.name(), fed(pool, configuration)));
    running.replacePools(changes.ending(), beginning);
    configuration = changes.otherChanges() ? configuration.withPools(next.pools()) : next;
    LOG.info(
        "Configuration reloaded: pools that begin {}, pools that end {}",
        changes.beginning(),
        changes.ending());
  }

  /**
   * What is done to pools beside the changes that they follow.
   *
   * @throws IllegalStateException if the daemon has not been started
   */
  public Upkeep upkeep() {
    Upkeep running = upkeep;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  /** Why the daemon cannot go on, if it cannot. */
  public synchronized Optional<SourceException> failure() {
    return replication == null ? Optional.empty() : replication.failure();
  }

  /**
   * Whether one that is started anew could go on where this one cannot.
   *
   * @param failure why it cannot
   */
  public boolean couldBeginAnew(SourceException failure) {
    return failure.kind() == SourceException.Kind.POSITION_LOST
        && settings.positionLost() == PositionLost.WARM;
  }

  /**
   * Stops reading, hands over what has been read, waits for the pools that answer, and stores the
   * position.
   */
  public synchronized void stop() throws InterruptedException, IOException {
    closeUpkeep();
    if (replication != null) {
      replication.stop(settings.shutdownTimeout());
    }
  }

  private void closeUpkeep() {
    Upkeep running = upkeep;
    if (running != null) {
      running.close();
    }
  }

  /** Releases everything at once. What has not been acknowledged is replayed at the next start. */
  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close();
    }
    closeUpkeep();
    if (retention != null) {
      retention.close();
    }
    if (replication == null) {
      pools.values().forEach(fed -> fed.pool().close());
    } else {
      replication.close();
    }
    mapping.close();
    metrics.close();
    if (checkpoints != null) {
      checkpoints.close();
    }
  }
}
