package dev.freshet.transformers.row;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.item.ItemForm;
import dev.freshet.transformers.item.ItemStore;
import dev.freshet.transformers.key.BoundKey;
import dev.freshet.transformers.key.TouchedKeys;
import dev.freshet.transformers.value.RowEncoder;
import dev.freshet.transformers.value.TimeToLive;
import dev.freshet.transformers.value.ValueException;

/** Stores the rows of one table. A row that is not known in full is removed instead. */
final class RowStore implements RowTransformer {

  private final TableSchema schema;
  private final TouchedKeys keys;
  private final int[] neededColumns;
  private final int[] valueColumns;
  private final RowEncoder encoder;
  private final ItemStore items;
  private final TimeToLive timeToLive;

  RowStore(
      TableSchema schema, BoundKey key, RowEncoder encoder, ItemForm items, TimeToLive timeToLive) {
    this.schema = schema;
    this.keys = new TouchedKeys(key);
    this.valueColumns = encoder.columns();
    this.neededColumns = Columns.union(key.columns(), valueColumns);
    this.encoder = encoder;
    this.items = items.bind(encoder.makesText());
    this.timeToLive = timeToLive;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    RowImage row = change.after();
    keys.read(change, row, out);
    CacheKey left = keys.left();
    if (left != null) {
      out.delete(left);
    }
    CacheKey current = keys.current();
    if (current != null && row != null) {
      store(current, row, out);
    }
  }

  @Override
  public boolean looksAt(int column) {
    return Columns.contains(neededColumns, column);
  }

  private void store(CacheKey key, RowImage row, OperationCollector out) {
    int missing = Columns.missing(row, valueColumns);
    if (missing >= 0) {
      out.delete(key);
      out.reject(
          key,
          "the row image lacks the column %s, so that the key was removed instead of stored; %s"
              .formatted(schema.columns().get(missing).name(), Columns.WHOLE_ROWS));
      return;
    }
    try {
      byte[] value = encoder.encode(row);
      if (value == null) {
        out.delete(key);
      } else {
        items.set(key, value, timeToLive.secondsOf(key), out);
      }
    } catch (ValueException e) {
      out.delete(key);
      out.reject(
          key,
          "%s, so that the key was removed instead of stored; %s"
              .formatted(e.getMessage(), e.remedy()));
    }
  }
}
