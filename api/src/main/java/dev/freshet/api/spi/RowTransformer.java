package dev.freshet.api.spi;

import dev.freshet.api.change.RowChange;

/** A transformer bound to one table schema. Used by one thread at a time; does no I/O. */
@FunctionalInterface
public interface RowTransformer {

  /** Turns {@code change} into operations. */
  void transform(RowChange change, OperationCollector out);
}
