package dev.freshet.daemon.warm;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryRead;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.scan.ChunkSize;
import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.scan.Throttle;
import dev.freshet.daemon.warm.PartProgress.Place;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Places what is made of the keys that a query tells, some keys at a time and a few of these ahead
 * of what the pools have acknowledged. Used by one thread.
 *
 * <p>The keys are as of one moment. One that comes to be later comes with the stream; of one that
 * is gone by the time that its value is asked for, there is none.
 */
final class KeyFill {

  private static final int MOST_KEYS = 5000;

  private final SourceKeys keys;
  private final Replication replication;
  private final Set<String> pools;
  private final Throttle throttle;
  private final ChunkSize size = new ChunkSize(MOST_KEYS);
  private final Placing placing;
  private final Consumer<Place> reached;

  KeyFill(
      SourceKeys keys,
      Replication replication,
      Set<String> pools,
      Throttle throttle,
      Consumer<Place> reached) {
    this.keys = keys;
    this.replication = replication;
    this.pools = pools;
    this.throttle = throttle;
    this.reached = reached;
    this.placing = new Placing(reached);
  }

  /**
   * Goes through all keys, from the first one on: there is nothing by which an interrupted one
   * could go on. Blocks.
   *
   * @return whether the end was reached; false if a pool left the stream, so that it is to be tried
   *     again once it is back
   * @throws BindException if the query does not tell all of the key
   */
  boolean run() throws QueryException, SourceException, BindException, InterruptedException {
    reached.accept(Place.BEGINNING);
    try (QueryRead read = replication.database().read(keys.query(), replication.position())) {
      SourceTable rows = keys.rows(read.columns());
      try (RowInserter inserter = replication.keyInserter(rows.filling())) {
        return place(read, rows, inserter);
      }
    }
  }

  private boolean place(QueryRead read, SourceTable told, RowInserter inserter)
      throws QueryException, SourceException, InterruptedException {
    long placed = 0;
    List<RowImage> rows;
    do {
      int most = throttle.chunk(size.rows());
      throttle.await(most);
      rows = read.next(most);
      placed += rows.size();
      List<RowImage> chunk = rows;
      placing.add(
          new Place(placed, null, null, rows.isEmpty()),
          inserter.insert(told.schema(), from -> chunk, pools));
      size.made(rows.size(), inserter.lastBytes());
      if (!placing.awaitRoom()) {
        return false;
      }
    } while (!rows.isEmpty());
    return placing.awaitAll();
  }
}
