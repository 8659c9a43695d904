package dev.freshet.transformers.query;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.key.TouchedKeys;

/** Reloads the objects whose keys stand in the changed row, as it was and as it is. */
final class ObjectChanges implements RowTransformer {

  private final BoundObject object;
  private final TouchedKeys keys;
  private final int[] needed;

  ObjectChanges(BoundObject object) {
    this.object = object;
    this.keys = new TouchedKeys(object.key());
    this.needed = object.columns();
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    RowImage row = change.after();
    keys.read(change, row, out);
    CacheKey left = keys.left();
    CacheKey current = keys.current();
    if (left != null) {
      reload(left, change.requireBefore(), out);
    }
    if (current != null && row != null) {
      reload(current, row, out);
    }
  }

  /** Removes the object if the row does not tell the query's arguments. */
  private void reload(CacheKey key, RowImage row, OperationCollector out) {
    if (Columns.missing(row, needed) < 0) {
      object.reload(key, row, out);
    } else {
      out.delete(key);
    }
  }

  @Override
  public boolean looksAt(int column) {
    return Columns.contains(needed, column);
  }
}
