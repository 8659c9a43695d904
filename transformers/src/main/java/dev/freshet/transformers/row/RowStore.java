package dev.freshet.transformers.row;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.column.CompletedImage;
import dev.freshet.transformers.key.BoundKey;
import dev.freshet.transformers.key.TouchedKeys;
import dev.freshet.transformers.value.JsonEncoder;
import dev.freshet.transformers.value.TimeToLive;

/** Stores the rows of one table. A row that is not known in full is removed instead. */
final class RowStore implements RowTransformer {

  private final TableSchema schema;
  private final TouchedKeys keys;
  private final int[] neededColumns;
  private final int[] valueColumns;
  private final JsonEncoder encoder;
  private final TimeToLive timeToLive;

  RowStore(TableSchema schema, BoundKey key, int[] valueColumns, TimeToLive timeToLive) {
    this.schema = schema;
    this.keys = new TouchedKeys(key);
    this.neededColumns = Columns.union(key.columns(), valueColumns);
    this.valueColumns = valueColumns;
    this.encoder = new JsonEncoder(schema, valueColumns);
    this.timeToLive = timeToLive;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    RowImage row = change.after() == null ? null : CompletedImage.of(change, neededColumns);
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

  private void store(CacheKey key, RowImage row, OperationCollector out) {
    int missing = CompletedImage.missing(row, valueColumns);
    if (missing < 0) {
      out.set(key, encoder.encode(row), timeToLive.secondsOf(key));
    } else {
      out.delete(key);
      out.reject(
          key,
          "the row image lacks the column %s, so that the key was removed instead of stored; %s"
              .formatted(schema.columns().get(missing).name(), CompletedImage.REMEDY));
    }
  }
}
