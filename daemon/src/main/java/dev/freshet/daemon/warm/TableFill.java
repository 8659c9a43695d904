package dev.freshet.daemon.warm;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRange;
import dev.freshet.api.spi.TableRead;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.scan.ChunkSize;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.warm.PartProgress.Place;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads one range of a table into the pools, some rows at a time and a few of these ahead of what
 * the pools have acknowledged: chunk by chunk, or, where it has no key to go by, in one snapshot.
 * Used by one thread.
 */
final class TableFill {

  /** How many rows are read at a time: enough that what is done per chunk does not count. */
  private static final int MOST_ROWS = 20_000;

  private final SourceTable table;
  private final Database database;
  private final RowInserter inserter;
  private final Set<String> pools;
  private final PartProgress progress;
  private final int range;
  private final Throttle throttle;
  private final ChunkSize size = new ChunkSize(MOST_ROWS);
  private final Placing placing;

  /**
   * @param progress how far the table is
   * @param range which of its ranges is read
   */
  TableFill(
      SourceTable table,
      Database database,
      RowInserter inserter,
      Set<String> pools,
      PartProgress progress,
      int range,
      Throttle throttle) {
    this.table = table;
    this.database = database;
    this.inserter = inserter;
    this.pools = pools;
    this.progress = progress;
    this.range = range;
    this.throttle = throttle;
    this.placing = new Placing(place -> progress.set(range, place));
  }

  /**
   * Goes on from where the progress is, to the end of the range. Blocks.
   *
   * @return whether the end was reached; false if a pool left the stream, so that the rest is to be
   *     tried again once it is back
   */
  boolean run() throws QueryException, SourceException, InterruptedException {
    if (progress.place(range).done()) {
      return true;
    }
    return database.isChunked(table.schema()) ? readChunks() : readSnapshot();
  }

  private boolean readChunks() throws QueryException, SourceException, InterruptedException {
    Place next = progress.place(range);
    while (!next.done()) {
      next = readChunk(next);
      if (!placing.awaitRoom()) {
        return false;
      }
    }
    return placing.awaitAll();
  }

  private Place readChunk(Place from) throws QueryException, SourceException, InterruptedException {
    int rows = throttle.chunk(size.rows());
    throttle.await(rows);
    AtomicReference<@Nullable TableChunk> read = new AtomicReference<>();
    CompletableFuture<Boolean> placed =
        inserter.insert(
            table.schema(),
            position -> {
              TableChunk chunk =
                  database.chunkOf(
                      table.schema(),
                      new TableRange(from.end(), from.until(), progress.descending()),
                      rows,
                      position);
              read.set(chunk);
              return chunk.rows();
            },
            pools);
    TableChunk chunk = Objects.requireNonNull(read.get());
    size.made(chunk.rows().size(), inserter.lastBytes());
    Place behind =
        new Place(
            from.rows() + chunk.rows().size(), chunk.end(), from.until(), chunk.end() == null);
    placing.add(behind, placed);
    return behind;
  }

  /** There is nothing by which an interrupted one could go on. */
  private boolean readSnapshot() throws QueryException, SourceException, InterruptedException {
    try (RowInserter.Window window = inserter.open();
        TableRead read = database.snapshot(table.schema(), window.from())) {
      window.endReading();
      long placed = 0;
      List<RowImage> rows;
      do {
        int most = throttle.chunk(size.rows());
        throttle.await(most);
        rows = read.next(most);
        placed += rows.size();
        placing.add(
            new Place(placed, null, null, rows.isEmpty()),
            window.insert(table.schema(), rows, pools));
        size.made(rows.size(), inserter.lastBytes());
        if (!placing.awaitRoom()) {
          return false;
        }
      } while (!rows.isEmpty());
      return placing.awaitAll();
    }
  }
}
