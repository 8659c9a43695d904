package dev.freshet.transformers.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.Lookup;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.key.BoundKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reloads objects whose keys do not stand in the changed row: a query finds them, with what the row
 * holds and with what it held.
 */
final class FoundObjects implements RowTransformer {

  private final ReloadedObject object;
  private final QuerySql finder;
  private final RowArguments arguments;
  private List<Column> lastColumns = List.of();
  private @Nullable BoundObject lastBound;

  /**
   * @param finder finds the columns that the key names
   */
  FoundObjects(ReloadedObject object, QuerySql finder, RowArguments arguments) {
    this.object = object;
    this.finder = finder;
    this.arguments = arguments;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    int[] columns = arguments.columns();
    List<RowImage> rows = new ArrayList<>();
    if (change.before() != null) {
      rows.add(change.requireBefore());
    }
    if (change.after() != null) {
      rows.add(change.requireAfter());
    }
    for (RowImage row : rows) {
      int missing = Columns.missing(row, columns);
      if (missing >= 0) {
        out.stop(
            "the row image lacks the column %s, by which the keys are found, so that they may be stale; %s"
                .formatted(change.schema().columns().get(missing).name(), Columns.WHOLE_ROWS));
      } else {
        out.lookUp(null, new Search(this, arguments.of(row)));
      }
    }
  }

  @Override
  public boolean looksAt(int column) {
    return Columns.contains(arguments.columns(), column);
  }

  private BoundObject bound(List<Column> columns) throws BindException {
    BoundObject bound = lastBound;
    if (bound == null || !lastColumns.equals(columns)) {
      TableSchema schema =
          new TableSchema(new TableName(object.name(), "lookup"), columns, List.of());
      bound = object.bind(schema, Map.of(), "lookup");
      lastColumns = columns;
      lastBound = bound;
    }
    return bound;
  }

  /** The question which objects a row belongs to. Equal ones need to be asked once. */
  private record Search(FoundObjects objects, List<@Nullable Object> arguments) implements Lookup {

    @Override
    public String sql() {
      return objects.finder.sql();
    }

    @Override
    public void found(QueryResult result, OperationCollector out) {
      try {
        BoundObject bound = objects.bound(result.columns());
        for (RowImage row : result.rows()) {
          if (bound.key().render(row) == BoundKey.Outcome.KEY) {
            bound.reload(bound.key().key(), row, out);
          } else {
            out.reject(bound.key().refusedKey(), bound.key().problem());
          }
        }
      } catch (BindException e) {
        out.reject(null, String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void failed(String reason, OperationCollector out) {
      out.reject(
          null, "keys that the change touches could not be found and may be stale: " + reason);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Search search
          && search.objects == objects
          && search.arguments.equals(arguments);
    }

    @Override
    public int hashCode() {
      return Objects.hash(System.identityHashCode(objects), arguments);
    }
  }
}
