package dev.freshet.daemon.warm;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.warm.WarmStatus.State;
import dev.freshet.daemon.warm.WarmStatus.TableStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills pools with what the database holds, while changes go on: reads every table that leads to
 * values, or asks a query for keys, chunk by chunk, several of these and several ranges of a large
 * table at a time, and has each chunk inserted into what the pools get. Thread-safe; threads of its
 * own do the work.
 *
 * <p>It waits for as long as a pool does not follow the stream or the database cannot be asked, and
 * goes on where it was. If a server is restarted meanwhile, which loses what it held, it begins
 * anew.
 */
public final class WarmUp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String SHOWN_AS = "warm-up";
  private static final Duration STORE_INTERVAL = Duration.ofSeconds(1);

  private final WarmRequest request;
  private final Replication replication;
  private final Database database;
  private final Path stateDirectory;
  private final WarmKeeper keeper;
  private final WarmPolicy policy;
  private final FilledServers servers;
  private final WarmParts parts;
  private final Throttle throttle;
  private final Waiting waiting = new Waiting();
  private final Thread thread = new Thread(this::run, "freshet-warm");
  private final long begunNanos = System.nanoTime();

  private volatile List<WarmPart> shown = List.of();
  private volatile @Nullable WarmProgress progress;
  private volatile State state = State.RUNNING;
  private volatile String why = "";
  private volatile double seconds;

  /**
   * @param transformers all transformers by name
   * @param transforms what rows run through before
   * @param replication what keeps the pools up to date
   * @param stateDirectory where the progress is kept
   * @param keeper told when the pools have been filled
   * @param policy what it heeds
   */
  public WarmUp(
      WarmRequest request,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Replication replication,
      Path stateDirectory,
      WarmKeeper keeper,
      WarmPolicy policy) {
    this.request = request;
    this.replication = replication;
    this.database = replication.database();
    this.stateDirectory = stateDirectory;
    this.keeper = keeper;
    this.policy = policy;
    this.servers = new FilledServers(replication, request.pools());
    Map<String, Transformer> wanted = new LinkedHashMap<>(transformers);
    wanted.keySet().retainAll(request.transformers());
    this.parts = new WarmParts(wanted, transforms, database, policy.order());
    this.throttle = new Throttle(request.rowsPerSecond(), policy.load(), database, waiting::show);
  }

  /**
   * Forgets how far an interrupted one had come: pools have begun at another place since, so that
   * what was placed may be out of date.
   */
  public static void forget(Path stateDirectory) throws IOException {
    WarmProgress.forget(stateDirectory);
  }

  /** Notes one that is to be done, as if it had been interrupted at once. */
  public static void plan(Path stateDirectory, WarmRequest request) throws IOException {
    WarmProgress.begin(stateDirectory, request, Map.of()).store();
  }

  /** What an interrupted one was asked for, without the rate. */
  public static Optional<WarmRequest> interrupted(Path stateDirectory) {
    return WarmProgress.interrupted(stateDirectory);
  }

  /** Begins. */
  public void start() {
    showInPools();
    thread.start();
  }

  /** What it was asked for. */
  public WarmRequest request() {
    return request;
  }

  private void run() {
    try {
      fillUntilWhole();
      end(State.DONE, "");
    } catch (InterruptedException e) {
      end(State.FAILED, "it was interrupted; it goes on from here when it is asked for again");
    } catch (WarmException e) {
      end(State.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("Warm-up failed", e);
      end(State.FAILED, "it met an error of its own: " + e + "; please report it with the log");
    }
  }

  private void end(State ended, String reason) {
    WarmProgress reached = progress;
    if (reached != null) {
      if (ended == State.DONE) {
        keeper.filled(request, servers.runsByPool(reached.servers()));
      }
      store(reached, ended == State.DONE);
    }
    seconds = elapsed();
    why = reason;
    state = ended;
    replication.setWarming(SHOWN_AS, Map.of());
    if (ended == State.DONE) {
      LOG.info(
          "Pools {} are warm: {} rows in {} s",
          request.pools(),
          status().rows(),
          Math.round(seconds));
    } else {
      LOG.error("Pools {} are not warm: {}", request.pools(), reason);
    }
  }

  /** A server that is restarted has lost what it held, and with it what was placed already. */
  private void fillUntilWhole() throws InterruptedException, WarmException {
    String doubt = database.doubt(replication.position());
    if (doubt != null) {
      throw new WarmException("pools cannot be filled while changes go on: " + doubt);
    }
    boolean whole = false;
    while (!whole) {
      Map<String, String> runs = servers.awaitRuns();
      WarmProgress filling =
          WarmProgress.resume(stateDirectory, request, runs)
              .orElseGet(() -> WarmProgress.begin(stateDirectory, request, runs));
      progress = filling;
      store(filling, false);
      Evictions evictions = servers.evictions();
      fill(filling, evictions);
      servers.awaitStatistics();
      ensureRoom(evictions);
      whole = servers.runs().equals(filling.servers());
      if (!whole) {
        LOG.warn(
            "A server of pools {} was restarted or emptied meanwhile; they are filled anew",
            request.pools());
        store(filling, true);
      }
    }
  }

  private void fill(WarmProgress filling, Evictions evictions)
      throws InterruptedException, WarmException {
    List<WarmPart> read = allParts();
    shown = read;
    try (FillWork work =
        new FillWork(parts, filling, replication, request.pools(), throttle, waiting)) {
      work.start(read);
      while (!work.await(STORE_INTERVAL)) {
        store(filling, false);
        showInPools();
        ensureRoom(evictions);
      }
      if (work.failure().isPresent()) {
        throw work.failure().get();
      }
    }
  }

  private List<WarmPart> allParts() throws InterruptedException, WarmException {
    while (true) {
      try {
        return parts.all();
      } catch (QueryException e) {
        waiting.await(e);
      }
    }
  }

  private void ensureRoom(Evictions before) throws WarmException {
    Optional<String> tooSmall = before.begunBy(servers.evictions());
    if (policy.stopsOnEviction() && tooSmall.isPresent()) {
      WarmStatus status = status();
      throw new WarmException(
          ("%s drops items to make room: %d of about %d rows are in. Give it more memory (memcached"
                  + " -m), or go on nevertheless with warm.on.eviction=continue")
              .formatted(tooSmall.get(), status.rows(), status.estimatedRows()));
    }
  }

  private static void store(WarmProgress reached, boolean over) {
    try {
      if (over) {
        reached.end();
      } else {
        reached.store();
      }
    } catch (IOException e) {
      LOG.warn(
          "The progress of the warm-up cannot be stored, so that it would begin anew: {}",
          e.toString());
    }
  }

  private void showInPools() {
    WarmStatus status = status();
    long all = status.estimatedRows();
    String text =
        all == 0
            ? "is filled from the database"
            : "is filled from the database: %d of about %d rows".formatted(status.rows(), all);
    Map<String, String> byPool = new HashMap<>();
    request.pools().forEach(pool -> byPool.put(pool, text));
    if (state == State.RUNNING) {
      replication.setWarming(SHOWN_AS, byPool);
    }
  }

  private double elapsed() {
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  /** How far it is. */
  public WarmStatus status() {
    WarmProgress reached = progress;
    List<TableStatus> rows = new ArrayList<>();
    for (WarmPart part : shown) {
      Optional<PartProgress> begun = reached == null ? Optional.empty() : reached.part(part.name());
      rows.add(
          new TableStatus(
              part.name(),
              begun.map(PartProgress::rows).orElse(0L),
              parts.estimatedRows(part),
              begun.map(PartProgress::done).orElse(false)));
    }
    boolean isRunning = state == State.RUNNING;
    return new WarmStatus(
        state,
        request.pools(),
        isRunning ? waiting.why() : why,
        isRunning ? elapsed() : seconds,
        rows);
  }

  /** Interrupts it; what has been reached is stored. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
