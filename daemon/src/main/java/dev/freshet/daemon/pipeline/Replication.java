package dev.freshet.daemon.pipeline;

import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pools and the pipelines that they follow: the main one, and one for each pool that is
 * catching up. Looks after them ten times a second and stores done marks once a second.
 * Thread-safe.
 */
public final class Replication implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Replication.class);
  private static final long TICK_MILLIS = 100;
  private static final int TICKS_PER_FLUSH = 10;

  private final Source source;
  private final Map<String, Transformer> transformers;
  private final Checkpoints checkpoints;
  private final DeadLetterFile deadLetters;
  private final PipelineMeters meters;
  private final PipelineBounds bounds;
  private final Clock clock;
  private final Map<String, PoolLane> lanes = new LinkedHashMap<>();
  private final List<String> poolNames;
  private final Queue<PoolLane> leftBehind = new ConcurrentLinkedQueue<>();
  private final List<PoolReturn> returns = new ArrayList<>();
  private final ExecutorService bookkeeping =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "freshet-bookkeeping"));
  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "freshet-supervisor"));

  private @Nullable Pipeline main;
  private int ticks;
  private volatile boolean stopping;

  /**
   * @param transformers the transformers by name
   * @param pools the pools by name, created and not started
   * @param checkpoints marks for each of the pools
   * @param poolBytes how much a pool may hold unacknowledged, in bytes
   */
  public Replication(
      Source source,
      Map<String, Transformer> transformers,
      Map<String, Pool> pools,
      Checkpoints checkpoints,
      Path stateDirectory,
      PipelineMeters meters,
      PipelineBounds bounds,
      long poolBytes,
      Clock clock) {
    this.source = source;
    this.transformers = transformers;
    this.checkpoints = checkpoints;
    this.deadLetters = new DeadLetterFile(stateDirectory.resolve("dead-letters.jsonl"), clock);
    this.meters = meters;
    this.bounds = bounds;
    this.clock = clock;
    this.poolNames = List.copyOf(pools.keySet());
    pools.forEach(
        (name, pool) ->
            lanes.put(
                name,
                new PoolLane(
                    name, pool, poolBytes, checkpoints, deadLetters, bookkeeping, meters, clock)));
  }

  /** Starts the pools and the pipelines, from the marks that are stored. */
  public synchronized void start() {
    Map<String, PoolMarks> marks = new LinkedHashMap<>();
    for (String pool : poolNames) {
      marks.put(pool, checkpoints.marks(pool).orElseThrow());
    }
    lanes.values().forEach(lane -> lane.pool().start());
    StartPlan plan = StartPlan.of(marks);
    LOG.info(
        "Starting behind {}{}",
        plan.from().text(),
        plan.from().covers(plan.replayUntil())
            ? ""
            : ", replaying up to " + plan.replayUntil().text());
    Pipeline pipeline =
        pipeline(0, plan.together().stream().map(this::lane).toList(), plan.marks());
    main = pipeline;
    plan.behind().forEach(pool -> leftBehind.add(lane(pool)));
    pipeline.start();
    var unused =
        supervisor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private PoolLane lane(String pool) {
    PoolLane lane = lanes.get(pool);
    if (lane == null) {
      throw new IllegalArgumentException("no pool " + pool);
    }
    return lane;
  }

  private Pipeline pipeline(int streamId, List<PoolLane> lanesOfIt, PoolMarks marks) {
    StreamIntake intake = new StreamIntake(streamId, source, marks.done(), bounds.queue());
    return new Pipeline(
        "freshet-pipeline-" + streamId,
        intake,
        new BatchBuilder(new TableMapping(transformers), meters),
        new Recorder(checkpoints, deadLetters, meters, intake.status()),
        new Followers(
            lanesOfIt, checkpoints, bounds.replay(), streamId == 0 ? leftBehind::add : null),
        marks.done(),
        marks.intent(),
        bounds);
  }

  private Pipeline startOwnPipeline(PoolLane lane) {
    PoolMarks marks = checkpoints.marks(lane.name()).orElseThrow();
    Pipeline own = pipeline(1 + poolNames.indexOf(lane.name()), List.of(lane), marks);
    own.start();
    return own;
  }

  /** Nothing that goes wrong here may end the looking after. */
  private void tick() {
    try {
      lookAfterPools();
    } catch (RuntimeException | Error e) {
      LOG.error("Looking after the pools failed; it is tried again", e);
    }
    if (++ticks % TICKS_PER_FLUSH == 0) {
      try {
        checkpoints.flush();
      } catch (IOException | RuntimeException | Error e) {
        LOG.error("state.dir cannot be written to: {}. Make room or mend it", e.toString());
      }
    }
  }

  private synchronized void lookAfterPools() {
    Pipeline pipeline = requireMain();
    for (PoolLane lane = leftBehind.poll(); lane != null; lane = leftBehind.poll()) {
      returns.add(new PoolReturn(lane, pipeline, this::startOwnPipeline));
    }
    for (PoolReturn poolReturn : returns) {
      try {
        poolReturn.advance();
      } catch (RuntimeException e) {
        LOG.error("Bringing back pool {} failed; it is tried again", poolReturn.lane().name(), e);
      }
    }
    returns.removeIf(PoolReturn::isOver);
    for (PoolLane lane : lanes.values()) {
      if (returns.stream().noneMatch(poolReturn -> poolReturn.lane() == lane)) {
        setStateOfFollower(lane, pipeline);
      }
    }
  }

  private static void setStateOfFollower(PoolLane lane, Pipeline pipeline) {
    String down = lane.downServers();
    if (!down.isEmpty()) {
      lane.setState(PoolState.DOWN, down);
    } else if (pipeline.isReplaying()) {
      lane.setState(PoolState.CATCHING_UP, "replays what it may already hold");
    } else {
      lane.setState(PoolState.LIVE, "");
    }
  }

  private Pipeline requireMain() {
    if (main == null) {
      throw new IllegalStateException("not started");
    }
    return main;
  }

  /** Why the main stream has ended for good, if it has. */
  public synchronized Optional<SourceException> failure() {
    return main == null ? Optional.empty() : main.status().failure();
  }

  /** Whether {@link #stop} has been called. */
  public boolean isStopping() {
    return stopping;
  }

  /** How the source is. */
  public synchronized SourceStatus source() {
    StreamStatus status = requireMain().status();
    StreamStatus.View view = status.view();
    return new SourceStatus(
        view.server(), view.connected(), view.since(), view.why(), status.reconnects());
  }

  /** How far changes have been handed to the pools, as the source writes positions. */
  public synchronized String position() {
    return requireMain().position().text();
  }

  /** How far the main pipeline is behind the source. */
  public synchronized Duration lag() {
    return sourceLag(requireMain());
  }

  /** Why marks and dead letters cannot be stored; empty if they can. */
  public synchronized String storageTrouble() {
    return requireMain().status().storageTrouble();
  }

  /** How each pool is, in the order of the configuration. */
  public synchronized List<PoolStatus> pools() {
    Pipeline pipeline = requireMain();
    return lanes.values().stream().map(lane -> status(lane, pipeline)).toList();
  }

  private PoolStatus status(PoolLane lane, Pipeline pipeline) {
    return new PoolStatus(
        lane.name(),
        lane.state().text(),
        lane.since(),
        lane.why(),
        lag(lane, pipeline),
        checkpoints.marks(lane.name()).map(marks -> marks.done().text()).orElse(""),
        lane.queuedBytes());
  }

  /** While the source is away nothing is known of what it commits, so the lag counts from then. */
  private Duration sourceLag(Pipeline pipeline) {
    StreamStatus.View view = pipeline.status().view();
    return view.connected()
        ? since(pipeline.waitingSinceMicros())
        : Duration.between(view.since(), clock.instant());
  }

  /**
   * A pool that is behind is as far behind as the newest change that it has acknowledged is old.
   */
  private Duration lag(PoolLane lane, Pipeline pipeline) {
    boolean behind = returns.stream().anyMatch(poolReturn -> poolReturn.lane() == lane);
    if (behind) {
      return lane.doneCommitMicros() == 0
          ? Duration.between(lane.since(), clock.instant())
          : since(lane.doneCommitMicros());
    }
    Duration ownLag = since(lane.oldestUnacknowledgedMicros());
    Duration streamLag = sourceLag(pipeline);
    return ownLag.compareTo(streamLag) > 0 ? ownLag : streamLag;
  }

  private Duration since(long micros) {
    if (micros == 0) {
      return Duration.ZERO;
    }
    long age = clock.millis() * 1000 - micros;
    return Duration.ofNanos(Math.max(0, age) * 1000);
  }

  /**
   * Stops reading, hands over what has been read, waits for the pools that answer, stores the marks
   * and closes the pools.
   *
   * @param patience how long that may take
   */
  public void stop(Duration patience) throws InterruptedException, IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    stopping = true;
    supervisor.shutdown();
    awaitEnd(supervisor, deadline);
    synchronized (this) {
      if (main != null) {
        main.drain(deadline);
      }
      closePipelines();
    }
    for (PoolLane lane : lanes.values()) {
      while (!lane.isSettled()
          && !lane.isBroken()
          && lane.downServers().isEmpty()
          && System.nanoTime() < deadline) {
        lane.awaitAcknowledgement(TICK_MILLIS);
      }
    }
    bookkeeping.shutdown();
    awaitEnd(bookkeeping, deadline);
    bookkeeping.shutdownNow();
    checkpoints.flush();
  }

  private static void awaitEnd(ExecutorService executor, long deadlineNanos)
      throws InterruptedException {
    if (!executor.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      LOG.warn("What runs in the background did not end in time and is left");
    }
  }

  private synchronized void closePipelines() {
    if (main != null) {
      main.close();
    }
    returns.forEach(PoolReturn::close);
  }

  /** Ends everything at once. What has not been acknowledged is replayed at the next start. */
  @Override
  public void close() {
    supervisor.shutdownNow();
    closePipelines();
    bookkeeping.shutdownNow();
  }
}
