package dev.freshet.transformers.row;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.field.BoundField;
import dev.freshet.transformers.field.FieldList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value holds, whatever it is encoded as. Immutable and thread-safe.
 *
 * @param columns columns, in table order; empty for all
 * @param fields fields in their own order instead of columns; null for columns
 */
record ValueContent(List<String> columns, @Nullable FieldList fields) {

  /** The positions of the columns. */
  int[] bindColumns(TableSchema schema, String transformer) throws BindException {
    return columns.isEmpty()
        ? Columns.all(schema)
        : Columns.positions(schema, columns, transformer, "columns");
  }

  /** The fields; of columns, those of the same names. */
  List<BoundField> bindFields(TableSchema schema, String transformer) throws BindException {
    if (fields != null) {
      return fields.bind(schema, transformer);
    }
    List<BoundField> bound = new ArrayList<>();
    for (int column : bindColumns(schema, transformer)) {
      bound.add(BoundField.of(schema.columns().get(column).name(), schema, column));
    }
    return bound;
  }
}
