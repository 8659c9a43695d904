package dev.freshet.daemon.verify;

import static java.util.Objects.requireNonNull;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRead;
import dev.freshet.daemon.origin.KeysMade;
import dev.freshet.daemon.pipeline.RowOperations;
import dev.freshet.daemon.scan.ChunkSize;
import dev.freshet.daemon.scan.KeyHash;
import dev.freshet.daemon.scan.SourceTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the rows of one table make with what pools hold, chunk by chunk. Used by one
 * thread.
 */
final class TableComparison {

  /** How many rows are read at a time. */
  private static final int MOST_ROWS = 1000;

  /** How many chunks with suspects are gathered before they are looked at again together. */
  private static final int MOST_PENDING = 20;

  /** How often something that keeps changing is looked at. */
  private static final int MOST_LOOKS = 10;

  private final SourceTable table;
  private final Comparison comparison;
  private final RowOperations operations;
  private final KnownKeys known;
  private final LongConsumer rowsRead;
  private final ChunkSize size = new ChunkSize(MOST_ROWS);
  private final List<Pending> pending = new ArrayList<>();

  /**
   * Rows in which pools were seen to differ.
   *
   * @param chunk where they are; null if they can only be found by the keys that are made of them
   * @param suspects what was seen, by pool and key
   */
  private record Pending(
      @Nullable Chunk chunk, Map<ComparedPool, Map<CacheKey, Suspect>> suspects) {

    Set<CacheKey> keys() {
      return suspects.values().stream()
          .flatMap(ofPool -> ofPool.keySet().stream())
          .collect(Collectors.toSet());
    }
  }

  /**
   * A chunk of the table.
   *
   * @param after behind which it begins
   * @param rows how many rows it has at most
   */
  private record Chunk(@Nullable String after, int rows) {}

  /**
   * @param operations makes of rows what the pools should hold
   * @param known gets to know the keys that the database has
   * @param rowsRead told how many rows have been read
   */
  TableComparison(
      SourceTable table,
      Comparison comparison,
      RowOperations operations,
      KnownKeys known,
      LongConsumer rowsRead) {
    this.table = table;
    this.comparison = comparison;
    this.operations = operations;
    this.known = known;
    this.rowsRead = rowsRead;
  }

  /**
   * Goes through the table. Blocks.
   *
   * @param compares whether pools are compared; if not, the keys are only got to know
   */
  void run(boolean compares) throws VerifyException, InterruptedException {
    SourcePosition position = comparison.latest();
    if (comparison.isChunked(table.schema())) {
      readChunks(position, compares);
    } else {
      readSnapshot(position, compares);
    }
    lookAgain();
  }

  /**
   * Goes through rows that are being read already. Blocks.
   *
   * @param position a place that the database has surely reached
   * @param compares as for {@link #run}
   */
  void run(TableRead read, SourcePosition position, boolean compares)
      throws VerifyException, InterruptedException {
    readAll(read, position, compares);
    lookAgain();
  }

  private void readChunks(SourcePosition position, boolean compares)
      throws VerifyException, InterruptedException {
    String after = null;
    do {
      int rows = comparison.await(size.rows());
      TableChunk read = comparison.chunk(table.schema(), after, rows, position);
      take(read.rows(), position, new Chunk(after, rows), compares);
      after = read.end();
    } while (after != null);
  }

  private void readSnapshot(SourcePosition position, boolean compares)
      throws VerifyException, InterruptedException {
    try (TableRead read = comparison.snapshot(table.schema(), position)) {
      readAll(read, position, compares);
    }
  }

  private void readAll(TableRead read, SourcePosition position, boolean compares)
      throws VerifyException, InterruptedException {
    List<RowImage> rows;
    do {
      rows = comparison.next(read, comparison.await(size.rows()));
      take(rows, position, null, compares);
    } while (!rows.isEmpty());
  }

  private void take(
      List<RowImage> rows, SourcePosition position, @Nullable Chunk chunk, boolean compares)
      throws VerifyException, InterruptedException {
    Map<CacheKey, CacheOperation> made = made(rows, position);
    long bytes = 0;
    for (CacheOperation operation : made.values()) {
      bytes += operation.bytes();
      if (operation.kind() == CacheOperation.Kind.SET) {
        known.add(KeyHash.of(operation.key()));
      }
    }
    size.made(rows.size(), bytes);
    if (compares) {
      compare(made, chunk);
      rowsRead.accept(rows.size());
    }
  }

  private Map<CacheKey, CacheOperation> made(List<RowImage> rows, SourcePosition position)
      throws InterruptedException {
    return operations.of(table.schema(), rows, position).reliable();
  }

  private void compare(Map<CacheKey, CacheOperation> made, @Nullable Chunk chunk)
      throws VerifyException, InterruptedException {
    Map<ComparedPool, Map<CacheKey, Suspect>> suspects = new HashMap<>();
    for (ComparedPool pool : comparison.pools()) {
      List<CacheOperation> own =
          made.values().stream()
              .filter(operation -> pool.gets(operation.origin().transformer()))
              .toList();
      own.forEach(
          operation -> comparison.tallies().checked(pool.name(), operation.origin().transformer()));
      Map<CacheKey, Suspect> seen = look(pool, own);
      if (!seen.isEmpty()) {
        suspects.put(pool, seen);
      }
    }
    if (!suspects.isEmpty()) {
      pending.add(new Pending(chunk, suspects));
    }
    if (pending.size() >= MOST_PENDING) {
      lookAgain();
    }
  }

  /** What differs in a pool. One that cannot be read is not compared any more. */
  private Map<CacheKey, Suspect> look(ComparedPool pool, List<CacheOperation> made)
      throws InterruptedException {
    Map<CacheKey, HeldItem> held;
    try {
      held = pool.read(made.stream().map(CacheOperation::key).toList());
    } catch (LostPoolException e) {
      comparison.lose(pool.name(), String.valueOf(e.getMessage()));
      return Map.of();
    }
    Map<CacheKey, Suspect> suspects = new HashMap<>();
    for (CacheOperation operation : made) {
      Suspect suspect = Suspect.of(operation, requireNonNull(held.get(operation.key())));
      if (suspect != null) {
        suspects.put(operation.key(), suspect);
      }
    }
    return suspects;
  }

  private void lookAgain() throws VerifyException, InterruptedException {
    List<Pending> open = List.copyOf(pending);
    pending.clear();
    for (int look = 0; look < MOST_LOOKS && !open.isEmpty(); look++) {
      SourcePosition position = comparison.settle();
      List<Pending> left = new ArrayList<>();
      for (Pending chunk : open) {
        Pending unsure = lookAgain(chunk, position);
        if (!unsure.suspects().isEmpty()) {
          left.add(unsure);
        }
      }
      open = left;
    }
    for (Pending chunk : open) {
      chunk
          .suspects()
          .forEach(
              (pool, suspects) ->
                  suspects
                      .values()
                      .forEach(
                          suspect ->
                              comparison.tallies().unsettled(pool.name(), suspect.transformer())));
    }
  }

  /** Looks at a chunk again, and concludes what is sure by then. */
  private Pending lookAgain(Pending chunk, SourcePosition position)
      throws VerifyException, InterruptedException {
    Map<CacheKey, CacheOperation> made = madeAgain(chunk, position);
    Map<ComparedPool, Map<CacheKey, Suspect>> unsure = new HashMap<>();
    for (Map.Entry<ComparedPool, Map<CacheKey, Suspect>> each : chunk.suspects().entrySet()) {
      ComparedPool pool = each.getKey();
      if (!comparison.pools().contains(pool)) {
        continue;
      }
      // what is no longer made of the chunk's rows has been removed or moved
      List<CacheOperation> own =
          made.values().stream()
              .filter(operation -> each.getValue().containsKey(operation.key()))
              .toList();
      Map<CacheKey, Suspect> open = new HashMap<>();
      Map<CacheKey, Suspect> sure = new HashMap<>();
      look(pool, own)
          .forEach(
              (key, seen) -> {
                Suspect now = requireNonNull(each.getValue().get(key)).seenAgain(seen);
                (now.isSure() ? sure : open).put(key, now);
              });
      if (!sure.isEmpty()) {
        conclude(pool, chunk, sure, position);
      }
      if (!open.isEmpty()) {
        unsure.put(pool, open);
      }
    }
    return new Pending(chunk.chunk(), unsure);
  }

  private Map<CacheKey, CacheOperation> madeAgain(Pending rows, SourcePosition position)
      throws VerifyException, InterruptedException {
    Chunk chunk = rows.chunk();
    return chunk == null
        ? madeOf(comparison.made(rows.keys(), position))
        : made(
            comparison.chunk(table.schema(), chunk.after(), chunk.rows(), position).rows(),
            position);
  }

  /**
   * Of rows that have the same key any will do: the others are looked at before it is concluded.
   */
  private Map<CacheKey, CacheOperation> madeOf(Map<CacheKey, KeysMade.Made> made) {
    Map<CacheKey, CacheOperation> operations = new HashMap<>();
    made.forEach(
        (key, ofKey) ->
            table.filling().keySet().stream()
                .flatMap(transformer -> ofKey.values(transformer).stream())
                .forEach(operation -> operations.put(key, operation)));
    return operations;
  }

  private void conclude(
      ComparedPool pool, Pending chunk, Map<CacheKey, Suspect> sure, SourcePosition position)
      throws VerifyException, InterruptedException {
    sure.keySet().removeAll(madeOfOtherRows(pool, sure, position));
    for (Suspect suspect : sure.values()) {
      comparison
          .tallies()
          .found(pool.name(), suspect.transformer(), suspect.difference(), suspect.key());
    }
    sure.values().removeIf(suspect -> !comparison.mends(suspect));
    Set<CacheKey> keys = sure.keySet();
    if (keys.isEmpty()) {
      return;
    }
    Chunk place = chunk.chunk();
    boolean mended =
        comparison.mend(
            repair ->
                place == null
                    ? repair.place(
                        from -> List.copyOf(madeOf(comparison.keysMade().of(keys, from)).values()),
                        pool.name())
                    : repair.replace(
                        table,
                        from ->
                            comparison
                                .database()
                                .chunk(table.schema(), place.after(), place.rows(), from)
                                .rows(),
                        keys,
                        pool.name()));
    if (mended) {
      sure.values()
          .forEach(suspect -> comparison.tallies().repaired(pool.name(), suspect.transformer()));
    }
  }

  /** Keys under which a pool holds what another row, or another transformer, makes of them. */
  private Set<CacheKey> madeOfOtherRows(
      ComparedPool pool, Map<CacheKey, Suspect> sure, SourcePosition position)
      throws VerifyException, InterruptedException {
    List<CacheKey> different =
        sure.values().stream()
            .filter(suspect -> suspect.difference() != Difference.MISSING)
            .map(Suspect::key)
            .toList();
    if (different.isEmpty()) {
      return Set.of();
    }
    Map<CacheKey, KeysMade.Made> made = comparison.made(different, position);
    Map<CacheKey, HeldItem> held;
    try {
      held = pool.read(different);
    } catch (LostPoolException e) {
      comparison.lose(pool.name(), String.valueOf(e.getMessage()));
      return Set.copyOf(different);
    }
    return different.stream()
        .filter(
            key ->
                requireNonNull(held.get(key)) instanceof HeldItem.Present present
                    && pool.isMade(present, requireNonNull(made.get(key))))
        .collect(Collectors.toSet());
  }
}
