package dev.freshet.daemon.explain;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.KeyTrace;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.explain.KeyOrigin.Makes;
import dev.freshet.daemon.origin.GivenRow;
import dev.freshet.daemon.pipeline.DryRun;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which transformers make a key, and what they make of the database as it is now. */
final class OriginSearch {

  /** Keys are of one row mostly; more rows than these tell nobody more. */
  private static final int MOST_ROWS = 5;

  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final Database database;
  private final SourcePosition position;

  /**
   * @param transformers the transformers by name
   * @param transforms what rows run through before
   * @param position a place that the database has surely reached
   */
  OriginSearch(
      Map<String, Transformer> transformers,
      Transforms transforms,
      Database database,
      SourcePosition position) {
    this.transformers = transformers;
    this.transforms = transforms;
    this.database = database;
    this.position = position;
  }

  /** All that have to do with {@code key}. Blocks. */
  List<KeyOrigin> of(CacheKey key) throws InterruptedException {
    List<KeyOrigin> origins = new ArrayList<>();
    for (Map.Entry<String, Transformer> transformer : transformers.entrySet()) {
      KeyTrace trace = transformer.getValue().trace(key);
      if (trace instanceof KeyTrace.Untraceable untraceable) {
        origins.add(KeyOrigin.perhaps(transformer.getKey(), untraceable.why()));
      } else if (trace instanceof KeyTrace.OfRows rows) {
        origins.addAll(new Traced(transformer.getKey(), rows, key).origins());
      }
    }
    return origins;
  }

  /** A key that a transformer makes of rows. */
  private final class Traced {

    private final String name;
    private final KeyTrace.OfRows rows;
    private final CacheKey key;
    private final Map<String, String> firstWay;

    Traced(String name, KeyTrace.OfRows rows, CacheKey key) {
      this.name = name;
      this.rows = rows;
      this.key = key;
      this.firstWay = rows.columns().get(0);
    }

    List<KeyOrigin> origins() throws InterruptedException {
      try {
        return switch (rows.content()) {
          case ROW -> ofRows();
          case QUERY -> ofQuery();
          case HISTORY ->
              List.of(
                  KeyOrigin.unknown(
                      name,
                      firstWay,
                      "it stores how far the changes have come, which the database does not tell"));
          case NOTHING -> List.of(none(Makes.REMOVALS, "it removes the key when a row changes"));
        };
      } catch (QueryException e) {
        return List.of(KeyOrigin.unknown(name, firstWay, String.valueOf(e.getMessage())));
      }
    }

    private KeyOrigin none(Makes makes, String why) {
      return new KeyOrigin(name, null, firstWay, makes, null, why);
    }

    private List<KeyOrigin> ofRows() throws QueryException, InterruptedException {
      List<KeyOrigin> found = new ArrayList<>();
      boolean isPossible = false;
      for (TableSchema table : tables()) {
        for (Map<String, String> columns : rows.columns()) {
          if (GivenRow.printed(table, columns).isEmpty()) {
            continue;
          }
          isPossible = true;
          for (RowImage row : database.find(table, List.of(columns), MOST_ROWS).get(0)) {
            made(table, row, columns, transforms, "where is not true for the row")
                .ifPresent(found::add);
          }
        }
      }
      return found.isEmpty() && isPossible
          ? List.of(none(Makes.NOTHING, "the database has no such row"))
          : found;
    }

    /**
     * The tables only tell the types of the columns, which are the same in each of them. What the
     * key tells is what rows hold behind the transforms.
     */
    private List<KeyOrigin> ofQuery() throws QueryException, InterruptedException {
      TableSchema before = tables().get(0);
      TableSchema table =
          new TableSchema(transforms.routed(before.table()), before.columns(), before.primaryKey());
      Transforms none = TransformsConfiguration.NONE.create("", ZoneOffset.UTC);
      List<KeyOrigin> found = new ArrayList<>();
      for (Map<String, String> columns : rows.columns()) {
        Optional<GivenRow> row = GivenRow.printed(table, columns);
        if (row.isPresent()) {
          made(table, row.get(), columns, none, "nothing is asked for it").ifPresent(found::add);
        }
      }
      return found;
    }

    private List<TableSchema> tables() throws QueryException {
      List<TableSchema> tables = database.tables(transforms.leadingTo(rows.tables()));
      if (tables.isEmpty()) {
        throw new QueryException(
            QueryException.Kind.REFUSED,
            "it maps no table that there is, or that this account may see");
      }
      return tables;
    }

    /**
     * What is made of a row.
     *
     * @param through what it runs through before
     * @param whyNothing why nothing at all is made of it
     * @return empty if the row has another key, which the server takes for the same
     */
    private Optional<KeyOrigin> made(
        TableSchema table,
        RowImage row,
        Map<String, String> columns,
        Transforms through,
        String whyNothing)
        throws InterruptedException {
      DryRun outcome =
          DryRun.of(
              RowChange.insert(table, row),
              Map.of(name, transformers.get(name)),
              through,
              database,
              position);
      for (DryRun.Rejected rejected : outcome.rejections()) {
        boolean isOfWholeRow = rejected.key().isEmpty() && outcome.operations().isEmpty();
        if (isOfWholeRow || rejected.key().equals(key.toString())) {
          return Optional.of(origin(table, columns, Makes.UNKNOWN, rejected.reason()));
        }
      }
      for (CacheOperation operation : outcome.operations()) {
        if (operation.key().equals(key)) {
          return Optional.of(
              operation.kind() == CacheOperation.Kind.SET
                  ? new KeyOrigin(name, table.table(), columns, Makes.SET, operation, "")
                  : origin(table, columns, Makes.NOTHING, "the database has no value for it"));
        }
      }
      return outcome.operations().isEmpty()
          ? Optional.of(origin(table, columns, Makes.NOTHING, whyNothing))
          : Optional.empty();
    }

    private KeyOrigin origin(
        TableSchema table, Map<String, String> columns, Makes makes, String why) {
      return new KeyOrigin(name, table.table(), columns, makes, null, why);
    }
  }
}
