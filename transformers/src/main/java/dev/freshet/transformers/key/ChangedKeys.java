package dev.freshet.transformers.key;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.transformers.column.ChangedColumns;
import dev.freshet.transformers.column.Columns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of several templates that a change touches, each once. Not thread-safe. */
public final class ChangedKeys {

  private final List<TouchedKeys> keys;
  private final int[] keyColumns;
  private final @Nullable ChangedColumns watched;
  private final List<CacheKey> touched = new ArrayList<>();

  private ChangedKeys(List<TouchedKeys> keys, int[] keyColumns, @Nullable ChangedColumns watched) {
    this.keys = keys;
    this.keyColumns = keyColumns;
    this.watched = watched;
  }

  /**
   * Binds to a table.
   *
   * @param watchedColumns an update that changes neither one of these nor a column of a key touches
   *     nothing; empty: every update counts
   * @param transformer the configured name of the transformer that this is for
   * @throws BindException if the table lacks a column
   */
  public static ChangedKeys bind(
      TableSchema schema,
      List<KeyTemplate> templates,
      IllegalKeyPolicy policy,
      List<String> watchedColumns,
      String transformer)
      throws BindException {
    List<TouchedKeys> keys = new ArrayList<>();
    int[] keyColumns = {};
    for (KeyTemplate template : templates) {
      BoundKey key = template.bind(schema, policy, transformer);
      keys.add(new TouchedKeys(key));
      keyColumns = Columns.union(keyColumns, key.columns());
    }
    int[] watched = Columns.positions(schema, watchedColumns, transformer, "columns");
    return new ChangedKeys(
        keys,
        keyColumns,
        watched.length == 0 ? null : new ChangedColumns(Columns.union(keyColumns, watched)));
  }

  /**
   * The keys of the row before and after {@code change}.
   *
   * @param out takes rejections of keys that cannot be made
   * @return a list that holds until the next call
   */
  public List<CacheKey> of(RowChange change, OperationCollector out) {
    touched.clear();
    if (watched != null && change.kind() == RowChange.Kind.UPDATE && !watched.in(change)) {
      return touched;
    }
    RowImage row = change.after();
    for (TouchedKeys each : keys) {
      each.read(change, row, out);
      add(each.left());
      add(each.current());
    }
    return touched;
  }

  /** Whether a column of the row after a change tells which keys it touches. */
  public boolean looksAt(int column) {
    return Columns.contains(keyColumns, column);
  }

  private void add(@Nullable CacheKey key) {
    if (key != null && !touched.contains(key)) {
      touched.add(key);
    }
  }
}
