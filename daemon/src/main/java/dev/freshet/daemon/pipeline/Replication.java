package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.ServerStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import dev.freshet.daemon.checkpoint.Checkpoints;
import dev.freshet.daemon.checkpoint.PoolMarks;
import dev.freshet.daemon.transforms.Transforms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
  private static final long ACKNOWLEDGEMENT_LOOK_MILLIS = 5;

  /** How long a pipeline lets questions to the database gather after it has asked some. */
  private static final Duration LOOKUP_INTERVAL = Duration.ofMillis(100);

  /** How many lanes read what they missed at a time: each has a connection to the source. */
  private static final int MOST_RETURNING = 4;

  private final Source source;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Checkpoints checkpoints;
  private final DeadLetterFile deadLetters;
  private final PipelineMeters meters;
  private final LostChanges lostChanges;
  private final PipelineBounds bounds;
  private final Clock clock;
  private final PoolLanes lanes;
  private final Queue<PoolLane> leftBehind = new ConcurrentLinkedQueue<>();

  /** What begins under the name of a pool that is ending, once it has ended; empty if nothing. */
  private final Map<String, Optional<FedPool>> successors = new HashMap<>();

  private final List<PoolReturn> returns = new ArrayList<>();
  private final ExecutorService bookkeeping =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "freshet-bookkeeping"));
  private final Database database;

  /** Makes calls to the database, which nobody waits for when the daemon ends. */
  private final ExecutorService queries;

  private final ScheduledExecutorService supervisor =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "freshet-supervisor"));

  private @Nullable Pipeline main;
  private int ticks;
  private volatile boolean stopping;

  private final Map<String, Integer> begunAnew = new ConcurrentHashMap<>();

  /** Why pools are not full and true, by who sees to that, and by pool. */
  private final Map<String, Map<String, String>> upkeep = new ConcurrentHashMap<>();

  /**
   * @param transformers the transformers by name
   * @param transforms what changes of rows run through before
   * @param pools the pools by name
   * @param checkpoints marks for each of the pools
   * @param poolBytes how much a pool may hold unacknowledged, in bytes
   * @param lostChanges what is done about changes that the source no longer has
   */
  public Replication(
      Source source,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Map<String, FedPool> pools,
      Checkpoints checkpoints,
      Path stateDirectory,
      PipelineMeters meters,
      PipelineBounds bounds,
      long poolBytes,
      LostChanges lostChanges,
      Clock clock) {
    this.source = source;
    this.database = source.database();
    this.queries =
        Executors.newFixedThreadPool(
            database.parallelism(),
            task -> {
              Thread thread = new Thread(task, "freshet-query");
              thread.setDaemon(true);
              return thread;
            });
    this.transformers = transformers;
    this.transforms = transforms;
    this.checkpoints = checkpoints;
    this.deadLetters = new DeadLetterFile(stateDirectory.resolve("dead-letters.jsonl"), clock);
    this.meters = meters;
    this.lostChanges = lostChanges;
    this.bounds = bounds;
    this.clock = clock;
    this.lanes =
        new PoolLanes(
            pools,
            poolBytes,
            new Bookkeeping(checkpoints, deadLetters, bookkeeping, meters, clock));
  }

  /** Starts the pools and the pipelines, from the marks that are stored. */
  public synchronized void start() {
    StartPlan plan = StartPlan.of(lanes.start());
    LOG.info(
        "Starting behind {}{}",
        plan.from().text(),
        plan.from().covers(plan.replayUntil())
            ? ""
            : ", replaying up to " + plan.replayUntil().text());
    Pipeline pipeline =
        pipeline(0, plan.together().stream().map(lanes::lane).toList(), plan.marks());
    main = pipeline;
    plan.behind().forEach(name -> leftBehind.add(lanes.lane(name)));
    pipeline.start();
    var unused =
        supervisor.scheduleWithFixedDelay(
            this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Pipeline pipeline(int streamId, List<PoolLane> lanesOfIt, PoolMarks marks) {
    StreamIntake intake =
        new StreamIntake(streamId, source, marks.done(), marks.intent(), bounds.queue());
    return new Pipeline(
        streamId,
        intake,
        new BatchBuilder(transformers, transforms.open(), meters),
        new Lookups(database, queries, meters, source::latestPosition, LOOKUP_INTERVAL.toNanos()),
        new Recorder(checkpoints, deadLetters, meters, intake.status()),
        new Followers(lanesOfIt, checkpoints, bounds.replay(), streamId != 0, leftBehind::add),
        marks.done(),
        marks.intent(),
        bounds);
  }

  /**
   * Something that inserts rows into what the pools get; for one thread, and only while this runs.
   *
   * @param filling makes values of the rows, by name
   */
  public synchronized RowInserter rowInserter(Map<String, Transformer> filling) {
    return new RowInserter(
        requireMain(), source, new RowOperations(filling, transforms, database, queries));
  }

  /**
   * The same for rows that tell keys as they are: they run through no transforms.
   *
   * @param filling makes values of the rows, by name
   */
  public synchronized RowInserter keyInserter(Map<String, Transformer> filling) {
    return new RowInserter(requireMain(), source, RowOperations.ofKeys(filling, database, queries));
  }

  /**
   * Waits until pools have acknowledged everything up to a place. Blocks.
   *
   * @param patience how long that may take
   * @return those that have not
   */
  public Set<String> awaitDone(Collection<String> names, SourcePosition until, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Set<String> late = new LinkedHashSet<>(names);
    while (true) {
      late.removeIf(name -> hasDone(name, until));
      if (late.isEmpty() || System.nanoTime() - deadline >= 0) {
        return late;
      }
      Thread.sleep(ACKNOWLEDGEMENT_LOOK_MILLIS);
    }
  }

  private synchronized boolean hasDone(String pool, SourcePosition place) {
    return furthestBehind(lanes.of(pool)).map(done -> done.covers(place)).orElse(false);
  }

  /** The end of the source's binlog as it is now. Blocks. */
  public SourcePosition latestPosition() throws SourceException {
    return source.latestPosition();
  }

  /**
   * Changes a row at the source, so that a change comes along. Blocks.
   *
   * @see Source#beat
   */
  public void beat(TableName table, String name, long beat) throws SourceException {
    source.beat(table, name, beat);
  }

  /** Has the servers of pools asked soon for what they count. */
  public synchronized void refreshStatistics(Set<String> names) {
    fedPools()
        .forEach(
            (name, fed) -> {
              if (names.contains(name)) {
                fed.pool().refreshStatistics();
              }
            });
  }

  /** The pools as they are configured now, by name. */
  public synchronized Map<String, FedPool> fedPools() {
    return lanes.fedPools();
  }

  /** The database that is asked; for as long as this runs. */
  public Database database() {
    return database;
  }

  /** The names of the pools that are given values, and not only removals. */
  public synchronized Set<String> poolsWithValues() {
    return lanes.poolsWithValues();
  }

  /**
   * How often servers of a pool have begun anew since this was made: were emptied, or went on
   * without what they had missed.
   */
  public int begunAnew(String pool) {
    return begunAnew.getOrDefault(pool, 0);
  }

  /**
   * Says that pools are being filled from the database, or mended: those that are live otherwise
   * are warming.
   *
   * @param who sees to that
   * @param why what is going on in each of them, by name; empty if it is over
   */
  public void setWarming(String who, Map<String, String> why) {
    upkeep.put(who, Map.copyOf(why));
  }

  private @Nullable String warming(String pool) {
    return upkeep.values().stream()
        .map(why -> why.get(pool))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private final PoolReturn.Surroundings surroundings =
      new PoolReturn.Surroundings() {
        @Override
        public Optional<Pipeline> startOwn(PoolLane lane) {
          return freeStreamId().map(streamId -> startOwnPipeline(streamId, lane));
        }

        @Override
        public void leftBehind(PoolLane lane) {
          leftBehind.add(lane);
        }

        @Override
        public boolean skipsLostChanges() {
          return lostChanges.areSkipped();
        }

        @Override
        public void restartAt(PoolLane lane, boolean wasEmptied, SourcePosition position)
            throws IOException {
          if (!wasEmptied) {
            lostChanges.skipped(lane.name().pool());
          }
          checkpoints.set(lane.name().text(), PoolMarks.at(position));
          begunAnew.merge(lane.name().pool(), 1, Integer::sum);
        }
      };

  private Optional<Integer> freeStreamId() {
    return IntStream.rangeClosed(1, MOST_RETURNING)
        .boxed()
        .filter(id -> returns.stream().noneMatch(poolReturn -> poolReturn.streamId() == id))
        .findFirst();
  }

  private Pipeline startOwnPipeline(int streamId, PoolLane lane) {
    PoolMarks marks = checkpoints.marks(lane.name().text()).orElseThrow();
    Pipeline own = pipeline(streamId, List.of(lane), marks);
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
      if (lanes.isCurrent(lane)) {
        lanes.add(lane);
        returns.add(new PoolReturn(lane, pipeline, bounds.straggling(), surroundings));
      }
    }
    for (PoolReturn poolReturn : returns) {
      try {
        poolReturn.advance();
      } catch (RuntimeException e) {
        LOG.error("Bringing back pool {} failed; it is tried again", poolReturn.lane().name(), e);
      }
    }
    returns.removeIf(PoolReturn::isOver);
    lanes.dropMerged();
    for (PoolLane lane : lanes.all()) {
      lane.repeatDeletes();
      if (returns.stream().noneMatch(poolReturn -> poolReturn.lane() == lane)) {
        setStateOfFollower(lane, pipeline);
      }
    }
  }

  /**
   * Ends pools and begins others, while all that are neither go on. Returns at once; a pool that
   * takes the place of one begins when that has ended. Each that begins has marks, and is closed
   * with this replication.
   *
   * @param ending the names of those that end; their marks stay
   * @param beginning those that begin, by name
   */
  public synchronized void replacePools(Set<String> ending, Map<String, FedPool> beginning) {
    beginning.forEach(
        (name, fed) -> {
          if (successors.containsKey(name)) {
            successors.put(name, Optional.of(fed));
          } else if (!ending.contains(name)) {
            begin(name, fed);
          }
        });
    for (String name : ending) {
      Optional<FedPool> next = Optional.ofNullable(beginning.get(name));
      if (successors.put(name, next) != null) {
        // it is still ending, and has not begun anew yet
        continue;
      }
      List<PoolLane> ended = lanes.end(name);
      returns.stream()
          .filter(poolReturn -> ended.contains(poolReturn.lane()))
          .forEach(PoolReturn::close);
      returns.removeIf(poolReturn -> ended.contains(poolReturn.lane()));
      var unused = requireMain().leave(ended).thenRunAsync(() -> afterEnd(name, ended), supervisor);
    }
  }

  private synchronized void afterEnd(String name, List<PoolLane> ended) {
    Optional<FedPool> successor = Objects.requireNonNull(successors.remove(name), name);
    ended.forEach(PoolLane::detach);
    ended.stream().map(lane -> lane.fed().pool()).distinct().forEach(Pool::close);
    LOG.info("Pool {} {}", name, successor.isEmpty() ? "has ended" : "is set up anew");
    successor.ifPresent(fed -> begin(name, fed));
  }

  private void begin(String name, FedPool fed) {
    leftBehind.addAll(lanes.begin(name, fed));
  }

  private void setStateOfFollower(PoolLane lane, Pipeline pipeline) {
    String down = lane.downReasons();
    String warming = warming(lane.name().pool());
    if (!down.isEmpty()) {
      lane.setState(PoolState.DOWN, down);
    } else if (pipeline.isReplaying()) {
      lane.setState(PoolState.CATCHING_UP, "replays what it may already hold");
    } else if (warming != null) {
      lane.setState(PoolState.WARMING, warming);
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
        view.server(),
        view.connected(),
        view.since(),
        view.why(),
        status.reconnects(),
        status.failovers());
  }

  /** How far changes have been handed to the pools. */
  public synchronized SourcePosition position() {
    return requireMain().position();
  }

  /** How far the main pipeline is behind the source. */
  public synchronized Duration lag() {
    return sourceLag(requireMain());
  }

  /** Why marks and dead letters cannot be stored; empty if they can. */
  public synchronized String storageTrouble() {
    return requireMain().status().storageTrouble();
  }

  /** How far the pool is behind that is furthest behind. */
  public Duration longestLag() {
    return pools().stream()
        .map(PoolStatus::lag)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** How each pool is, in the order of the configuration. */
  public synchronized List<PoolStatus> pools() {
    Pipeline pipeline = requireMain();
    return lanes.pools().stream().map(pool -> status(pool, pipeline)).toList();
  }

  /** A pool is as its worst lane is, and as far as the one furthest behind. */
  private PoolStatus status(String pool, Pipeline pipeline) {
    List<PoolLane> own = lanes.of(pool);
    PoolLane worst = Collections.max(own, Comparator.comparing(PoolLane::state));
    return new PoolStatus(
        pool,
        worst.state().text(),
        worst.since(),
        own.stream()
            .filter(lane -> !lane.why().isEmpty())
            .map(lane -> describe(lane, own.size()))
            .collect(Collectors.joining("; ")),
        own.stream().map(lane -> lag(lane, pipeline)).max(Comparator.naturalOrder()).get(),
        furthestBehind(own).map(SourcePosition::text).orElse(""),
        own.stream().mapToLong(PoolLane::queuedBytes).sum(),
        lanes.steppedBack(pool),
        serverStatus(pool, own));
  }

  private List<ServerStatus> serverStatus(String pool, List<PoolLane> lanesOfPool) {
    Map<String, ServerStatistics> statistics = new HashMap<>();
    lanes.statistics(pool).forEach(told -> statistics.put(told.server(), told));
    List<ServerStatus> servers = new ArrayList<>();
    for (ServerHealth server : lanes.servers(pool)) {
      servers.add(
          new ServerStatus(
              server.server(),
              server.up(),
              server.since(),
              server.detail(),
              lanesOfPool.stream().anyMatch(lane -> isOwnLaneOf(server.server(), lane)),
              statistics.get(server.server())));
    }
    return servers;
  }

  private static boolean isOwnLaneOf(String server, PoolLane lane) {
    return server.equals(lane.name().server()) && !lane.isMerged();
  }

  private static String describe(PoolLane lane, int lanesOfPool) {
    String server = lane.name().server();
    boolean named = lanesOfPool == 1 || server == null || lane.why().contains(server);
    return named ? lane.why() : server + ": " + lane.why();
  }

  /** A lane that has just been merged has no marks any more. */
  private Optional<SourcePosition> furthestBehind(List<PoolLane> lanesOfPool) {
    return lanesOfPool.stream()
        .flatMap(lane -> checkpoints.marks(lane.name().text()).stream())
        .map(PoolMarks::done)
        .reduce((one, other) -> one.covers(other) ? other : one);
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
    for (PoolLane lane : allLanes()) {
      while (!lane.isSettled()
          && !lane.isBroken()
          && lane.downServers().isEmpty()
          && System.nanoTime() < deadline) {
        lane.repeatDeletes();
        lane.awaitAcknowledgement(TICK_MILLIS);
      }
    }
    bookkeeping.shutdown();
    awaitEnd(bookkeeping, deadline);
    bookkeeping.shutdownNow();
    checkpoints.flush();
  }

  private synchronized Collection<PoolLane> allLanes() {
    return lanes.all();
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

  /**
   * Ends everything at once, the pools too. What has not been acknowledged is replayed at the next
   * start.
   */
  @Override
  public void close() {
    supervisor.shutdownNow();
    closePipelines();
    bookkeeping.shutdownNow();
    queries.shutdownNow();
    database.close();
    synchronized (this) {
      lanes.close();
    }
  }
}
