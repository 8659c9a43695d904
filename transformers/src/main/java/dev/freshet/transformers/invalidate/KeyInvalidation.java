package dev.freshet.transformers.invalidate;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.OperationCollector;
import dev.freshet.api.spi.RowTransformer;
import dev.freshet.transformers.key.ChangedKeys;

/** Removes the keys that changes of one table's rows touch, each once per change. */
public final class KeyInvalidation implements RowTransformer {

  private final ChangedKeys keys;

  /** Removes {@code keys}. */
  public KeyInvalidation(ChangedKeys keys) {
    this.keys = keys;
  }

  @Override
  public void transform(RowChange change, OperationCollector out) {
    for (CacheKey key : keys.of(change, out)) {
      out.delete(key);
    }
  }

  @Override
  public boolean looksAt(int column) {
    return keys.looksAt(column);
  }
}
