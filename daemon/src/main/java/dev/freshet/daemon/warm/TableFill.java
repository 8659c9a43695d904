package dev.freshet.daemon.warm;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.warm.WarmProgress.Place;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads one table chunk by chunk into the pools, a few chunks ahead of what they have acknowledged.
 * Used by one thread.
 */
final class TableFill {

  /** How many rows are read at a time: enough that what is done per chunk does not count. */
  private static final int CHUNK_ROWS = 5000;

  /** How many chunks may be on their way. */
  private static final int CHUNKS_AHEAD = 3;

  private final WarmTable table;
  private final Database database;
  private final RowInserter inserter;
  private final Set<String> pools;
  private final WarmProgress progress;
  private final Pace pace;
  private final ArrayDeque<OnItsWay> onTheirWay = new ArrayDeque<>();

  /**
   * A chunk that has been read.
   *
   * @param behind how far the table is in the pools once it has been placed
   * @param placed whether it has been
   */
  private record OnItsWay(Place behind, CompletableFuture<Boolean> placed) {}

  TableFill(
      WarmTable table,
      Database database,
      RowInserter inserter,
      Set<String> pools,
      WarmProgress progress,
      Pace pace) {
    this.table = table;
    this.database = database;
    this.inserter = inserter;
    this.pools = pools;
    this.progress = progress;
    this.pace = pace;
  }

  /**
   * Goes on from where the progress is, to the end of the table. Blocks.
   *
   * @return whether the end was reached; false if a pool left the stream, so that the rest is to be
   *     tried again once it is back
   */
  boolean run() throws QueryException, SourceException, InterruptedException {
    Place next = progress.place(table.name());
    try {
      while (true) {
        if (next.done() && onTheirWay.isEmpty()) {
          return true;
        }
        if (next.done() || onTheirWay.size() >= CHUNKS_AHEAD) {
          OnItsWay first = onTheirWay.removeFirst();
          if (!first.placed().get()) {
            return false;
          }
          progress.set(table.name(), first.behind());
        } else {
          next = readChunk(next);
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chunk cannot be placed", e);
    }
  }

  private Place readChunk(Place from) throws QueryException, SourceException, InterruptedException {
    int rows = pace.chunk(CHUNK_ROWS);
    pace.await(rows);
    AtomicReference<@Nullable TableChunk> read = new AtomicReference<>();
    CompletableFuture<Boolean> placed =
        inserter.insert(
            table.schema(),
            position -> {
              TableChunk chunk = database.chunk(table.schema(), from.end(), rows, position);
              read.set(chunk);
              return chunk.rows();
            },
            pools);
    TableChunk chunk = Objects.requireNonNull(read.get());
    Place behind = new Place(from.rows() + chunk.rows().size(), chunk.end(), chunk.end() == null);
    onTheirWay.add(new OnItsWay(behind, placed));
    return behind;
  }
}
