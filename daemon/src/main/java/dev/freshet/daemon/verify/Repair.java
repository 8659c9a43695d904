package dev.freshet.daemon.verify;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.pipeline.RowInserter;
import dev.freshet.daemon.scan.SourceTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** Mends pools, in order with the changes that go on meanwhile. Used by one thread. */
final class Repair {

  private final Replication replication;

  /**
   * @param replication what keeps the pools up to date
   */
  Repair(Replication replication) {
    this.replication = replication;
  }

  /**
   * Places anew what rows make of some keys. Blocks.
   *
   * @param rows reads the rows
   * @return whether the pool has acknowledged it
   */
  boolean replace(
      SourceTable table,
      RowInserter.Reading<? extends List<? extends RowImage>> rows,
      Set<CacheKey> keys,
      String pool)
      throws QueryException, SourceException, InterruptedException {
    try (RowInserter inserter = replication.rowInserter(table.filling())) {
      return inserter.insert(table.schema(), rows, keys::contains, Set.of(pool)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("what was read cannot be placed", e);
    }
  }

  /**
   * Carries out operations, of which no two have the same key. Blocks.
   *
   * @param operations finds out anew which these are
   * @return whether the pool has acknowledged it
   */
  boolean place(RowInserter.Reading<? extends List<CacheOperation>> operations, String pool)
      throws QueryException, SourceException, InterruptedException {
    try (RowInserter inserter = replication.rowInserter(Map.of())) {
      return inserter.insert(operations, Set.of(pool)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("operations cannot be placed", e);
    }
  }
}
