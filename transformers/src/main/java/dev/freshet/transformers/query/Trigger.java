package dev.freshet.transformers.query;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
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

  /** Binds to a table. */
  RowTransformer bind(TableSchema schema, ReloadedObject object) throws BindException {
    if (finder == null) {
      BoundObject bound =
          object.bind(schema, renamed, renamed.isEmpty() ? "key" : option + "parameters");
      return new ObjectChanges(bound, watched(schema, bound.columns(), object.name()));
    }
    int[] arguments = new int[finder.parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          Columns.position(schema, finder.parameters().get(i), object.name(), option + "lookup");
    }
    return new FoundObjects(
        object, finder, new RowArguments(arguments), watched(schema, arguments, object.name()));
  }

  private @Nullable ChangedColumns watched(TableSchema schema, int[] always, String transformer)
      throws BindException {
    return columns.isEmpty()
        ? null
        : new ChangedColumns(
            Columns.union(
                always, Columns.positions(schema, columns, transformer, option + "columns")));
  }
}
