package dev.freshet.daemon.warm;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.scan.ReadOrder;
import dev.freshet.daemon.scan.SourceKeys;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.transforms.Transforms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds what leads to the values of some transformers, and how to read it. Thread-safe. */
final class WarmParts {

  /** From how many rows on a table is read in ranges: below, there is little to be gained. */
  private static final long LARGE = 100_000;

  /** How many rows a range has at least, so that what is done for each does not count. */
  private static final long RANGE_ROWS = 50_000;

  /** How many ranges there are of a table, about, at most. */
  private static final int MOST_RANGES = 64;

  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Database database;
  private final ReadOrder order;
  private final Map<String, Long> estimates = new ConcurrentHashMap<>();

  /**
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param order what comes first
   */
  WarmParts(
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      ReadOrder order) {
    this.transformers = transformers;
    this.transforms = transforms;
    this.database = database;
    this.order = order;
  }

  /** All of them, in the order in which they are to be read. Blocks. */
  List<WarmPart> all() throws QueryException {
    List<WarmPart> found = new ArrayList<>();
    for (SourceTable table : SourceTable.of(transformers, transforms, database)) {
      estimates.put(table.name(), database.estimatedRows(table.schema().table()));
      found.add(new WarmPart.Rows(table));
    }
    SourceKeys.of(transformers).forEach(keys -> found.add(new WarmPart.Keys(keys)));
    found.sort(Comparator.comparingInt(part -> order.rank(part.transformers())));
    return found;
  }

  /** About how many rows a part has; 0 where that cannot be told. */
  long estimatedRows(WarmPart part) {
    return estimates.getOrDefault(part.name(), 0L);
  }

  /** What a table looks like now; as it did before if it is gone. Blocks. */
  SourceTable lookUp(SourceTable table) throws QueryException {
    return SourceTable.of(transformers, transforms, database).stream()
        .filter(each -> each.name().equals(table.name()))
        .findFirst()
        .orElse(table);
  }

  /** Whether a table is read from the highest key down to the lowest, if it has one. */
  boolean isDescending(WarmPart part) {
    return order.isDescending(part.transformers());
  }

  /** In which ranges a table is read that has a key. Blocks. */
  PartProgress.Content ranges(WarmPart.Rows part) throws QueryException, InterruptedException {
    long estimate = estimatedRows(part);
    List<String> cuts =
        estimate < LARGE
            ? List.of()
            : database.cut(part.table().schema(), Math.max(RANGE_ROWS, estimate / MOST_RANGES));
    return PartProgress.Content.cut(isDescending(part), cuts);
  }
}
