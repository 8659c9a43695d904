package dev.freshet.daemon.warm;

import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.warm.PartProgress.Place;
import dev.freshet.daemon.warm.WorkList.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads parts into pools, as many pieces at a time as the database takes questions: ranges of large
 * tables, small tables whole, and what queries for keys tell. Thread-safe; threads of its own do
 * the work.
 */
final class FillWork implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FillWork.class);

  private final WarmParts parts;
  private final WarmProgress progress;
  private final Replication replication;
  private final Database database;
  private final Set<String> pools;
  private final Throttle throttle;
  private final Waiting waiting;
  private final WorkList left = new WorkList();
  private final List<Thread> workers = new ArrayList<>();
  private volatile @Nullable WarmException failure;

  /**
   * @param progress how far the parts are, which it goes on with
   * @param pools the names of the pools
   * @param waiting waits for what is away
   */
  FillWork(
      WarmParts parts,
      WarmProgress progress,
      Replication replication,
      Set<String> pools,
      Throttle throttle,
      Waiting waiting) {
    this.parts = parts;
    this.progress = progress;
    this.replication = replication;
    this.database = replication.database();
    this.pools = pools;
    this.throttle = throttle;
    this.waiting = waiting;
  }

  /** Begins to read parts, the first ones first. */
  void start(List<WarmPart> read) {
    left.add(IntStream.range(0, read.size()).mapToObj(i -> Piece.whole(i, read.get(i))).toList());
    for (int i = 1; i <= database.parallelism(); i++) {
      Thread worker = new Thread(this::work, "freshet-warm-" + i);
      workers.add(worker);
      worker.start();
    }
  }

  /**
   * Waits until it has ended, but no longer than a while.
   *
   * @return whether it has
   */
  boolean await(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    for (Thread worker : workers) {
      worker.join(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
    }
    return workers.stream().noneMatch(Thread::isAlive);
  }

  /** Why it has ended before all was read; empty if it has not. */
  Optional<WarmException> failure() {
    return Optional.ofNullable(failure);
  }

  private void work() {
    try {
      for (Piece piece = left.take(); piece != null; piece = left.take()) {
        try {
          work(piece);
        } finally {
          left.finished();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (WarmException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      LOG.error("Warm-up failed", e);
      fail(new WarmException("it met an error of its own: " + e));
    }
  }

  private synchronized void fail(WarmException e) {
    if (failure == null) {
      failure = e;
    }
    left.end();
  }

  private void work(Piece piece) throws InterruptedException, WarmException {
    if (piece.part() instanceof WarmPart.Keys keys) {
      fill(keys.keys());
    } else if (piece.part() instanceof WarmPart.Rows rows) {
      if (piece.progress() == null) {
        begin(piece, rows);
      } else {
        fill(piece, rows.table(), piece.progress());
      }
    }
  }

  /** Finds out in which ranges a table is read, or goes on with those in which it was. */
  private void begin(Piece piece, WarmPart.Rows part) throws InterruptedException, WarmException {
    WarmPart.Rows seen = part;
    while (true) {
      try {
        PartProgress ranges = ranges(seen);
        WarmPart.Rows read = seen;
        left.add(
            IntStream.range(0, ranges.size())
                .filter(range -> !ranges.place(range).done())
                .mapToObj(range -> new Piece(piece.order(), read, ranges, range))
                .toList());
        return;
      } catch (QueryException e) {
        switch (e.kind()) {
          case TABLE_CHANGED -> seen = new WarmPart.Rows(lookUp(seen.table()));
          case TABLE_GONE -> {
            tellGone(seen.table());
            progress.begin(
                seen.name(), new PartProgress.Content(false, List.of(Place.BEGINNING.ended())));
            return;
          }
          default -> waiting.await(e);
        }
      }
    }
  }

  private PartProgress ranges(WarmPart.Rows part) throws QueryException, InterruptedException {
    boolean hasKey = database.isChunked(part.table().schema());
    Optional<PartProgress> begun = progress.part(part.name());
    if (begun.isPresent() && (hasKey || begun.get().size() == 1)) {
      return begun.get();
    }
    if (!hasKey && parts.isDescending(part)) {
      LOG.warn(
          "Table {} has no key by which it could be read downwards, as warm.order wants; it is read"
              + " in no order",
          part.name());
    }
    return progress.begin(
        part.name(), hasKey ? parts.ranges(part) : PartProgress.Content.whole(false));
  }

  private void fill(Piece piece, SourceTable table, PartProgress reached)
      throws InterruptedException, WarmException {
    while (progress.isCurrent(table.name(), reached)) {
      try (RowInserter inserter = replication.rowInserter(table.filling())) {
        TableFill fill =
            new TableFill(table, database, inserter, pools, reached, piece.range(), throttle);
        if (fill.run()) {
          return;
        }
        waiting.await("a pool does not follow the stream");
      } catch (QueryException e) {
        switch (e.kind()) {
          case TABLE_CHANGED -> readAnew(piece, table, reached);
          case TABLE_GONE -> {
            tellGone(table);
            reached.set(piece.range(), reached.place(piece.range()).ended());
            return;
          }
          default -> waiting.await(e);
        }
      } catch (SourceException e) {
        waiting.await(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Rows of any range that were read before may have other values now. */
  private void readAnew(Piece piece, SourceTable table, PartProgress reached)
      throws InterruptedException, WarmException {
    if (progress.forget(table.name(), reached)) {
      LOG.warn("Table {} was altered meanwhile; it is read anew", table.name());
      left.add(List.of(Piece.whole(piece.order(), new WarmPart.Rows(lookUp(table)))));
    }
  }

  private static void tellGone(SourceTable table) {
    LOG.warn("Table {} is gone; what was made of its rows is left to verify", table.name());
  }

  private SourceTable lookUp(SourceTable table) throws InterruptedException, WarmException {
    while (true) {
      try {
        return parts.lookUp(table);
      } catch (QueryException e) {
        waiting.await(e);
      }
    }
  }

  private void fill(SourceKeys keys) throws InterruptedException, WarmException {
    PartProgress reached =
        progress
            .part(keys.name())
            .orElseGet(() -> progress.begin(keys.name(), PartProgress.Content.whole(false)));
    while (!reached.done()) {
      KeyFill fill =
          new KeyFill(keys, replication, pools, throttle, place -> reached.set(0, place));
      try {
        if (!fill.run()) {
          waiting.await("a pool does not follow the stream");
        }
      } catch (BindException e) {
        throw new WarmException(String.valueOf(e.getMessage()));
      } catch (QueryException e) {
        if (e.isRefused()) {
          throw new WarmException(
              "transformers.%s cannot be run: %s".formatted(keys.name(), e.getMessage()));
        }
        waiting.await(e);
      } catch (SourceException e) {
        waiting.await(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Interrupts the threads. */
  @Override
  public void close() {
    workers.forEach(Thread::interrupt);
  }
}
