package dev.freshet.transformers.invalidate;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.BindException;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.ChangedColumns;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.column.CompletedImage;
import dev.freshet.transformers.key.BoundKey;
import dev.freshet.transformers.key.IllegalKeyPolicy;
import dev.freshet.transformers.key.KeyTemplate;
import dev.freshet.transformers.key.TouchedKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes the keys that changes of one table's rows touch, each once per change. */
public final class KeyInvalidation implements RowTransformer {

  private final List<TouchedKeys> keys;
  private final int[] keyColumns;
  private final @Nullable ChangedColumns watched;
  private final List<CacheKey> removed = new ArrayList<>();

  private KeyInvalidation(
      List<TouchedKeys> keys, int[] keyColumns, @Nullable ChangedColumns watched) {
    this.keys = keys;
    this.keyColumns = keyColumns;
    this.watched = watched;
  }

  /**
   * Binds to a table.
   *
   * @param watchedColumns an update that changes neither one of these nor a column of a key removes
   *     nothing; empty: every update counts
   * @param transformer the configured name of the transformer that this is for
   * @throws BindException if the table lacks a column
   */
  public static KeyInvalidation bind(
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
    return new KeyInvalidation(
        keys,
        keyColumns,
        watched.length == 0 ? null : new ChangedColumns(Columns.union(keyColumns, watched)));
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    if (watched != null && change.kind() == RowChange.Kind.UPDATE && !watched.in(change)) {
      return;
    }
    RowImage row = change.after() == null ? null : CompletedImage.of(change, keyColumns);
    removed.clear();
    for (TouchedKeys touched : keys) {
      touched.read(change, row, out);
      remove(touched.left(), out);
      remove(touched.current(), out);
    }
  }

  private void remove(@Nullable CacheKey key, OperationCollector out) {
    if (key != null && !removed.contains(key)) {
      removed.add(key);
      out.delete(key);
    }
  }
}
