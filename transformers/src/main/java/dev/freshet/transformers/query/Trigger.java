package dev.freshet.transformers.query;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.transformers.column.ChangedColumns;
import dev.freshet.transformers.column.Columns;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table whose changes have objects reloaded. Immutable and thread-safe.
 *
 * @param option where it stands among the transformer's options: empty for the table itself, {@code
 *     also.NAME.} for another one
 * @param columns the columns of which a change counts; empty for all
 * @param renamed the columns that have other names in the key, by these in lower case
 * @param finder the query that finds the keys; null where they stand in the rows
 */
record Trigger(
    String option,
    TableFilter tables,
    List<String> columns,
    Map<String, String> renamed,
    @Nullable QuerySql finder) {

  /** The same, for which every change counts. */
  Trigger watchingAll() {
    return new Trigger(option, tables, List.of(), renamed, finder);
  }

  /** Binds to a table. */
  RowTransformer bind(TableSchema schema, ReloadedObject object) throws BindException {
    String transformer = object.name();
    if (finder == null) {
      BoundObject bound =
          object.bind(schema, renamed, renamed.isEmpty() ? "key" : option + "parameters");
      return watching(new ObjectChanges(bound), bound.columns(), schema, transformer);
    }
    RowArguments arguments =
        RowArguments.bind(finder, schema, Map.of(), transformer, option + "lookup");
    return watching(
        new FoundObjects(object, finder, arguments), arguments.columns(), schema, transformer);
  }

  /**
   * Shows another transformer only updates that matter.
   *
   * @param always columns that matter in any case
   */
  private RowTransformer watching(
      RowTransformer shown, int[] always, TableSchema schema, String transformer)
      throws BindException {
    if (columns.isEmpty()) {
      return shown;
    }
    int[] listed = Columns.positions(schema, columns, transformer, option + "columns");
    ChangedColumns watched = new ChangedColumns(Columns.union(always, listed));
    return new Watching(shown, watched);
  }

  /** Shows another transformer only updates of certain columns. */
  private record Watching(RowTransformer shown, ChangedColumns watched) implements RowTransformer {

    @Override
    public void transform(RowChange change, OperationCollector out) {
      if (change.kind() != RowChange.Kind.UPDATE || watched.in(change)) {
        shown.transform(change, out);
      }
    }

    @Override
    public boolean looksAt(int column) {
      return shown.looksAt(column);
    }
  }
}
