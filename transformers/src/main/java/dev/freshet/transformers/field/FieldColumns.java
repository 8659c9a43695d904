package dev.freshet.transformers.field;

import dev.freshet.transformers.column.Columns;
import java.util.List;

/** The columns that fields are made of. */
public final class FieldColumns {

  private FieldColumns() {}

  /** Their positions, each once, ascending. */
  public static int[] of(List<BoundField> fields) {
    int[] columns = {};
    for (BoundField field : fields) {
      columns = Columns.union(columns, field.columns());
    }
    return columns;
  }
}
