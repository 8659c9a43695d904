package dev.freshet.api.spi;

import dev.freshet.api.change.RowChange;

/** A transformer bound to one table schema. Used by one thread at a time; does no I/O. */
@FunctionalInterface
public interface RowTransformer {

  /**
   * Turns {@code change} into operations.
   *
   * <p>The row before the change may lack columns, where the server or a session writes incomplete
   * rows into the binlog. Where it lacks one that tells which keys there are, {@link
   * OperationCollector#stop} is to be called. The row after the change may lack columns that {@link
   * #looksAt} says no to; and all others if it could not be completed: then what is stored counts
   * as removed.
   */
  void transform(RowChange change, OperationCollector out);

  /**
   * Whether it looks at a column of the row after a change. A row that lacks one is read from the
   * database first.
   *
   * @param column the column's position in the table
   */
  default boolean looksAt(int column) {
    return true;
  }
}
