package dev.freshet.daemon.verify;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.Threads;
import dev.freshet.daemon.scan.LoadLimit;
import dev.freshet.daemon.transforms.Transforms;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends what pools hold of tables that were truncated or dropped, for which there are no row
 * events: what has to do with these tables is compared with the database, and keys of which it has
 * nothing any more are removed. Thread-safe; a thread of its own does the work.
 */
public final class Sweeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** What becomes missing is none of it. */
  private static final Set<Difference> MENDED = Set.of(Difference.DIFFERENT, Difference.SURPLUS);

  /** Tables are often emptied one after the other. */
  private static final Duration GATHERING = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int MOST_TRIES = 20;

  private final Replication replication;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final LoadLimit limit;
  private final SweepDebts debts;
  private final LinkedBlockingQueue<TableName> changed = new LinkedBlockingQueue<>();

  /** What tables looked like when they were last seen. */
  private final Map<TableName, TableSchema> seen = new HashMap<>();

  private final Thread thread = new Thread(this::run, "freshet-sweep");

  /**
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param stateDirectory where it is kept what is left to do
   * @param limit how busy the database may be
   */
  public Sweeper(
      Replication replication,
      Map<String, Transformer> transformers,
      Transforms transforms,
      Path stateDirectory,
      LoadLimit limit) {
    this.replication = replication;
    this.transformers = transformers;
    this.transforms = transforms;
    this.limit = limit;
    this.debts = SweepDebts.in(stateDirectory);
  }

  /** Begins to look after tables. */
  public void start() {
    thread.start();
  }

  /**
   * Notes that a table has been truncated or dropped, on the disk, too. To be called before it is
   * stored that the change is dealt with.
   */
  public void changed(TableChange change) {
    synchronized (debts) {
      debts.add(change.table());
      changed.add(change.table());
    }
  }

  /** Those that have changed again meanwhile stay to be done. */
  private void settle(List<TableName> tables) {
    synchronized (debts) {
      debts.remove(tables.stream().filter(table -> !changed.contains(table)).toList());
    }
  }

  private void run() {
    try {
      lookAtTables();
      changed.addAll(debts.open());
      while (true) {
        List<TableName> tables = new ArrayList<>();
        tables.add(changed.take());
        TimeUnit.NANOSECONDS.sleep(GATHERING.toNanos());
        changed.drainTo(tables);
        if (sweep(Set.copyOf(tables))) {
          settle(tables);
        }
        lookAtTables();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Keys of tables that are emptied are not removed until the next start", e);
    }
  }

  private void lookAtTables() throws InterruptedException {
    while (true) {
      try {
        replication
            .database()
            .tables(table -> !sweptBy(table).isEmpty())
            .forEach(table -> seen.put(table.table(), table));
        return;
      } catch (QueryException e) {
        LOG.warn("The mapped tables cannot be looked up; it is tried again: {}", e.getMessage());
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  /** The transformers that have to do with a table's rows. */
  private Set<String> sweptBy(TableName table) {
    return transformers.entrySet().stream()
        .filter(transformer -> transforms.leadingTo(transformer.getValue().tables()).matches(table))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Whether all has been mended, or nothing has to be. */
  private boolean sweep(Set<TableName> tables) throws InterruptedException {
    Set<String> concerned =
        tables.stream().flatMap(table -> sweptBy(table).stream()).collect(Collectors.toSet());
    if (concerned.isEmpty()) {
      return true;
    }
    VerifyRequest request =
        new VerifyRequest(replication.poolsWithValues(), concerned, 100, MENDED, 0);
    List<TableSchema> gone =
        tables.stream()
            .filter(seen::containsKey)
            .map(seen::get)
            .map(TableSchema.class::cast)
            .toList();
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      VerifyStatus status = sweep(request, gone);
      if (status.state() == VerifyStatus.State.DONE) {
        LOG.info(
            "What tables {} had left behind in the pools has been mended: {} keys",
            tables,
            status.repaired());
        return true;
      }
      LOG.warn(
          "What tables {} have left behind in the pools cannot be mended now; it is tried again: {}",
          tables,
          status.why());
      Thread.sleep(RETRY.toMillis());
    }
    LOG.error(
        "What tables {} have left behind in the pools is still there: run freshet verify --repair",
        tables);
    return false;
  }

  private VerifyStatus sweep(VerifyRequest request, List<TableSchema> gone)
      throws InterruptedException {
    try (Verification sweep =
        Verification.behindDrops(
            replication, request, transformers, transforms, gone, limit, PATIENCE)) {
      sweep.start();
      sweep.await();
      return sweep.status();
    }
  }

  /** Ends it. */
  @Override
  public void close() {
    Threads.end(thread);
  }
}
