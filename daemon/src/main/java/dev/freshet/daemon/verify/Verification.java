package dev.freshet.daemon.verify;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.pipeline.FedPool;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.RowOperations;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.scan.KeyHash;
import dev.freshet.daemon.scan.LoadLimit;
import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.verify.VerifyStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares pools with the database, while changes go on: makes of every row what pools should hold,
 * reads what they hold, and searches them for keys that no row makes. Thread-safe; a thread of its
 * own does the work.
 */
public final class Verification implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  /** The share of all memory that the database's keys may take, as one part in so many. */
  private static final int MEMORY_SHARE = 8;

  /** At most how much a key takes that is remembered, in bytes, while that is rearranged. */
  private static final int BYTES_PER_KEY = 48;

  /** How long it is waited where it is not known how far pools are. */
  private static final Duration UNKNOWN_LAG = Duration.ofSeconds(1);

  /** What is compared. */
  private record Parties(
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      Map<String, FedPool> pools,
      Settling settling,
      Optional<Repair> repair,
      LoadLimit limit,
      List<TableSchema> gone) {}

  private final VerifyRequest request;
  private final Parties parties;
  private final Duration patience;
  private final Tallies tallies;
  private final Throttle throttle;
  private final ExecutorService queries;
  private final Thread thread = new Thread(this::run, "freshet-verify");
  private final long begunNanos = System.nanoTime();
  private final AtomicLong rows = new AtomicLong();

  private volatile long estimatedRows;
  private volatile State state = State.RUNNING;
  private volatile String why = "";
  private volatile double seconds;

  private Verification(
      VerifyRequest request, Parties parties, VerifyMeters meters, Duration patience) {
    this.request = request;
    this.parties = parties;
    this.patience = patience;
    this.tallies = new Tallies(meters);
    this.throttle =
        new Throttle(
            request.rowsPerSecond(), parties.limit(), parties.database(), this::showWaiting);
    this.queries =
        Executors.newFixedThreadPool(
            parties.database().parallelism(),
            task -> {
              Thread query = new Thread(task, "freshet-verify-query");
              query.setDaemon(true);
              return query;
            });
  }

  /**
   * One beside what keeps the pools up to date.
   *
   * @param transformers all transformers by name
   * @param transforms what rows run through before
   * @param meters told what is found
   * @param limit how busy the database may be
   * @param patience how long it is waited for a database or a pool
   */
  public static Verification beside(
      Replication replication,
      VerifyRequest request,
      Map<String, Transformer> transformers,
      Transforms transforms,
      VerifyMeters meters,
      LoadLimit limit,
      Duration patience) {
    return new Verification(
        request,
        new Parties(
            transformers,
            transforms,
            replication.database(),
            replication.fedPools(),
            new StreamSettling(replication, patience),
            request.repair().isEmpty() ? Optional.empty() : Optional.of(new Repair(replication)),
            limit,
            List.of()),
        meters,
        patience);
  }

  /**
   * One that knows of tables that were dropped, whose keys nobody else can tell any more.
   *
   * @param transformers all transformers by name
   * @param transforms what rows run through before
   * @param gone the tables that were dropped, as they were
   * @param limit how busy the database may be
   */
  static Verification behindDrops(
      Replication replication,
      VerifyRequest request,
      Map<String, Transformer> transformers,
      Transforms transforms,
      List<TableSchema> gone,
      LoadLimit limit,
      Duration patience) {
    return new Verification(
        request,
        new Parties(
            transformers,
            transforms,
            replication.database(),
            replication.fedPools(),
            new StreamSettling(replication, patience),
            Optional.of(new Repair(replication)),
            limit,
            gone),
        VerifyMeters.NONE,
        patience);
  }

  /**
   * One where it is not known what keeps the pools up to date. Writes nowhere.
   *
   * @param source where changes come from
   * @param database of that source; the caller's to close
   * @param pools the pools by name
   * @param limit how busy the database may be
   */
  public static Verification alone(
      Source source,
      Database database,
      VerifyRequest request,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Map<String, FedPool> pools,
      LoadLimit limit,
      Duration patience) {
    return new Verification(
        request,
        new Parties(
            transformers,
            transforms,
            database,
            pools,
            new TimedSettling(source, UNKNOWN_LAG),
            Optional.empty(),
            limit,
            List.of()),
        VerifyMeters.NONE,
        patience);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** What it was asked for. */
  public VerifyRequest request() {
    return request;
  }

  private void run() {
    try {
      List<String> lost = compare();
      end(lost.isEmpty() ? State.DONE : State.FAILED, String.join("; ", lost));
    } catch (InterruptedException e) {
      end(State.FAILED, "it was interrupted");
    } catch (VerifyException e) {
      end(State.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      LOG.error("Comparison failed", e);
      end(State.FAILED, "it met an error of its own: " + e + "; please report it with the log");
    } finally {
      queries.shutdownNow();
    }
  }

  private void showWaiting(String reason) {
    why = reason;
  }

  private void end(State ended, String reason) {
    seconds = elapsed();
    why = reason;
    state = ended;
  }

  private List<String> compare() throws VerifyException, InterruptedException {
    List<ComparedPool> pools = new ArrayList<>();
    parties
        .pools()
        .forEach(
            (name, fed) -> {
              if (request.pools().contains(name) && !fed.pool().deletesOnly()) {
                pools.add(new ComparedPool(name, fed, patience));
              }
            });
    try (KeysMade keysMade =
        new KeysMade(
            parties.transformers(),
            parties.transforms(),
            parties.database(),
            queries,
            parties.gone())) {
      Comparison comparison =
          new Comparison(
              parties.database(),
              throttle,
              parties.settling(),
              keysMade,
              pools,
              tallies,
              parties.repair(),
              request.repair(),
              patience,
              this::showWaiting);
      compare(comparison);
      return comparison.lost();
    } finally {
      pools.forEach(ComparedPool::close);
    }
  }

  private void compare(Comparison comparison) throws VerifyException, InterruptedException {
    Map<String, Transformer> compared = new LinkedHashMap<>(parties.transformers());
    compared.keySet().retainAll(request.transformers());
    List<SourceTable> tables = tables(compared);
    for (ComparedPool pool : comparison.pools()) {
      compared.keySet().stream()
          .filter(pool::gets)
          .forEach(transformer -> tallies.begin(pool.name(), transformer));
    }
    KeySample sample = new KeySample(request.samplePercent());
    KnownKeys known = new KnownKeys(mostKeys());
    KeyShare share = KeyShare.ALL;
    boolean compares = true;
    while (share != null) {
      known.begin(share);
      for (SourceTable table : tables) {
        read(table, comparison, sample, known, compares);
      }
      for (SourceKeys keys : SourceKeys.of(compared)) {
        read(keys, comparison, sample, known, compares);
      }
      new SurplusSearch(comparison, known, sample, compared).run();
      share = known.share().next().orElse(null);
      compares = false;
    }
  }

  private static int mostKeys() {
    return (int) Math.min(1 << 27, Runtime.getRuntime().maxMemory() / MEMORY_SHARE / BYTES_PER_KEY);
  }

  private void read(
      SourceTable table, Comparison comparison, KeySample sample, KnownKeys known, boolean compares)
      throws VerifyException, InterruptedException {
    try (RowOperations operations =
        new RowOperations(table.filling(), parties.transforms(), parties.database(), queries)) {
      operations.restrictTo(key -> sample.contains(KeyHash.of(key)));
      new TableComparison(table, comparison, operations, known, rows::addAndGet).run(compares);
    }
  }

  /** Keys that no query tells are compared where a pool holds them. */
  private void read(
      SourceKeys keys, Comparison comparison, KeySample sample, KnownKeys known, boolean compares)
      throws VerifyException, InterruptedException {
    SourcePosition position = comparison.latest();
    try (QueryRead read = comparison.read(keys.query(), position)) {
      SourceTable told = keys.rows(read.columns());
      try (RowOperations operations =
          RowOperations.ofKeys(told.filling(), parties.database(), queries)) {
        operations.restrictTo(key -> sample.contains(KeyHash.of(key)));
        new TableComparison(told, comparison, operations, known, rows::addAndGet)
            .run(read, position, compares);
      }
    } catch (BindException e) {
      throw new VerifyException(String.valueOf(e.getMessage()));
    }
  }

  private List<SourceTable> tables(Map<String, Transformer> compared) throws VerifyException {
    try {
      List<SourceTable> tables = SourceTable.of(compared, parties.transforms(), parties.database());
      long estimate = 0;
      for (SourceTable table : tables) {
        estimate += parties.database().estimatedRows(table.schema().table());
      }
      estimatedRows = estimate;
      return tables;
    } catch (QueryException e) {
      throw new VerifyException(String.valueOf(e.getMessage()));
    }
  }

  private double elapsed() {
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  /** How far it is, and what it has found. */
  public VerifyStatus status() {
    return new VerifyStatus(
        state,
        why,
        state == State.RUNNING ? elapsed() : seconds,
        rows.get(),
        estimatedRows,
        tallies.findings());
  }

  /** Waits until it has ended. */
  public void await() throws InterruptedException {
    thread.join();
  }

  /** Interrupts it. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
