package dev.freshet.daemon.warm;

import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.warm.WarmProgress.Place;
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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills pools with what the database holds, while changes go on: reads every table that leads to
 * values, or asks a query for keys, chunk by chunk, several of these at a time, and has each chunk
 * inserted into what the pools get. Thread-safe; threads of its own do the work.
 *
 * <p>It waits for as long as a pool does not follow the stream or the database cannot be asked, and
 * goes on where it was. If a server is restarted meanwhile, which loses what it held, it begins
 * anew.
 */
public final class WarmUp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String SHOWN_AS = "warm-up";
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration STORE_INTERVAL = Duration.ofSeconds(1);

  private final WarmRequest request;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Replication replication;
  private final Database database;
  private final Path stateDirectory;
  private final WarmKeeper keeper;
  private final WarmPolicy policy;
  private final FilledServers servers;
  private final Throttle throttle;
  private final Thread thread = new Thread(this::run, "freshet-warm");
  private final long begunNanos = System.nanoTime();

  private volatile List<WarmPart> parts = List.of();
  private final Map<String, Long> estimates = new ConcurrentHashMap<>();
  private volatile @Nullable WarmProgress progress;
  private volatile State state = State.RUNNING;
  private volatile String why = "";
  private volatile String lastReason = "";
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
    this.transformers = new LinkedHashMap<>(transformers);
    this.transformers.keySet().retainAll(request.transformers());
    this.transforms = transforms;
    this.replication = replication;
    this.database = replication.database();
    this.stateDirectory = stateDirectory;
    this.keeper = keeper;
    this.policy = policy;
    this.servers = new FilledServers(replication, request.pools());
    this.throttle =
        new Throttle(request.rowsPerSecond(), policy.load(), database, this::showWaiting);
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
    List<WarmPart> read = parts();
    parts = read;
    Queue<WarmPart> left = new ConcurrentLinkedQueue<>(read);
    Queue<WarmException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> workers = new ArrayList<>();
    int parallel = Math.max(1, Math.min(read.size(), database.parallelism()));
    for (int i = 1; i <= parallel; i++) {
      Thread worker = new Thread(() -> work(left, filling, failures), "freshet-warm-" + i);
      workers.add(worker);
      worker.start();
    }
    try {
      for (Thread worker : workers) {
        while (worker.isAlive()) {
          worker.join(STORE_INTERVAL.toMillis());
          store(filling, false);
          showInPools();
          ensureRoom(evictions);
        }
      }
    } finally {
      workers.forEach(Thread::interrupt);
    }
    WarmException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  private List<WarmPart> parts() throws InterruptedException, WarmException {
    while (true) {
      try {
        List<WarmPart> found = new ArrayList<>();
        for (SourceTable table : SourceTable.of(transformers, transforms, database)) {
          estimates.put(table.name(), database.estimatedRows(table.schema().table()));
          found.add(new WarmPart.Rows(table));
        }
        SourceKeys.of(transformers).forEach(keys -> found.add(new WarmPart.Keys(keys)));
        return found;
      } catch (QueryException e) {
        awaitRetry(e);
      }
    }
  }

  private void work(Queue<WarmPart> left, WarmProgress filling, Queue<WarmException> failures) {
    try {
      for (WarmPart part = left.poll(); part != null && failures.isEmpty(); part = left.poll()) {
        if (part instanceof WarmPart.Rows rows) {
          fill(rows.table(), filling);
        } else if (part instanceof WarmPart.Keys keys) {
          fill(keys.keys(), filling);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (WarmException e) {
      failures.add(e);
    } catch (RuntimeException | Error e) {
      LOG.error("Warm-up failed", e);
      failures.add(new WarmException("it met an error of its own: " + e));
    }
  }

  private void fill(SourceTable table, WarmProgress filling)
      throws InterruptedException, WarmException {
    SourceTable filled = table;
    while (true) {
      try (RowInserter inserter = replication.rowInserter(filled.filling())) {
        TableFill fill =
            new TableFill(filled, database, inserter, request.pools(), filling, throttle);
        if (fill.run()) {
          return;
        }
        waitFor("a pool does not follow the stream");
      } catch (QueryException e) {
        switch (e.kind()) {
          case TABLE_CHANGED -> {
            LOG.warn("Table {} was altered meanwhile; it is read anew", table.name());
            filling.set(table.name(), Place.BEGINNING);
            filled = lookUp(table);
          }
          case TABLE_GONE -> {
            LOG.warn("Table {} is gone; what was made of its rows is left to verify", table.name());
            filling.set(table.name(), filling.place(table.name()).ended());
            return;
          }
          default -> awaitRetry(e);
        }
      } catch (SourceException e) {
        waitFor(String.valueOf(e.getMessage()));
      }
    }
  }

  private void fill(SourceKeys keys, WarmProgress filling)
      throws InterruptedException, WarmException {
    KeyFill fill =
        new KeyFill(
            keys, replication, request.pools(), throttle, place -> filling.set(keys.name(), place));
    boolean isDone = filling.place(keys.name()).done();
    while (!isDone) {
      try {
        isDone = fill.run();
        if (!isDone) {
          waitFor("a pool does not follow the stream");
        }
      } catch (BindException e) {
        throw new WarmException(String.valueOf(e.getMessage()));
      } catch (QueryException e) {
        if (e.isRefused()) {
          throw new WarmException("%s: %s".formatted(keys.name(), e.getMessage()));
        }
        waitFor(String.valueOf(e.getMessage()));
      } catch (SourceException e) {
        waitFor(String.valueOf(e.getMessage()));
      }
    }
  }

  /** What a table looks like now; as it did before where it cannot be told, or is gone. */
  private SourceTable lookUp(SourceTable table) throws InterruptedException, WarmException {
    while (true) {
      try {
        return SourceTable.of(transformers, transforms, database).stream()
            .filter(each -> each.name().equals(table.name()))
            .findFirst()
            .orElse(table);
      } catch (QueryException e) {
        awaitRetry(e);
      }
    }
  }

  /** What the database refuses it will refuse again. */
  private void awaitRetry(QueryException failure) throws InterruptedException, WarmException {
    if (failure.isRefused()) {
      throw new WarmException(String.valueOf(failure.getMessage()));
    }
    waitFor(String.valueOf(failure.getMessage()));
  }

  private void waitFor(String reason) throws InterruptedException {
    showWaiting(reason);
    Thread.sleep(RETRY.toMillis());
    showWaiting("");
  }

  private void showWaiting(String reason) {
    if (!reason.isEmpty() && !reason.equals(lastReason)) {
      LOG.warn("Warm-up waits and tries again: {}", reason);
      lastReason = reason;
    }
    why = reason;
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
    String shown =
        all == 0
            ? "is filled from the database"
            : "is filled from the database: %d of about %d rows".formatted(status.rows(), all);
    Map<String, String> byPool = new HashMap<>();
    request.pools().forEach(pool -> byPool.put(pool, shown));
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
    for (WarmPart part : parts) {
      Place place = reached == null ? Place.BEGINNING : reached.place(part.name());
      rows.add(
          new TableStatus(
              part.name(), place.rows(), estimates.getOrDefault(part.name(), 0L), place.done()));
    }
    return new WarmStatus(
        state, request.pools(), why, state == State.RUNNING ? elapsed() : seconds, rows);
  }

  /** Interrupts it; what has been reached is stored. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
