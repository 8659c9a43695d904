package dev.freshet.transformers.column;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import java.util.Arrays;

/** Tells whether an update changed one of some columns. Not thread-safe. */
public final class ChangedColumns {

  private final ByteBuilder before = new ByteBuilder();
  private final ByteBuilder after = new ByteBuilder();
  private final PlainWriter beforeWriter = new PlainWriter(before);
  private final PlainWriter afterWriter = new PlainWriter(after);
  private final int[] columns;

  /**
   * Looks at some columns of a table.
   *
   * @param columns the positions of the columns to look at
   */
  public ChangedColumns(int[] columns) {
    this.columns = columns.clone();
  }

  /** Whether the columns' values before and after differ, or may differ as far as can be known. */
  public boolean in(RowChange update) {
    RowImage old = update.requireBefore();
    RowImage current = update.requireAfter();
    for (int column : columns) {
      boolean isKnown = old.has(column) && current.has(column);
      if (isKnown ? differs(column, old, current) : !current.isUnchanged(column)) {
        return true;
      }
    }
    return false;
  }

  private boolean differs(int column, RowImage old, RowImage current) {
    boolean wasNull = old.isNull(column);
    if (wasNull || current.isNull(column)) {
      return wasNull != current.isNull(column);
    }
    before.clear();
    after.clear();
    try {
      old.write(column, beforeWriter);
      current.write(column, afterWriter);
    } catch (RuntimeException e) {
      // A value that cannot be decoded may be another one; whoever asks removes keys for it.
      return true;
    }
    return !Arrays.equals(before.array(), 0, before.length(), after.array(), 0, after.length());
  }
}
