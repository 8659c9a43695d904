package dev.freshet.transformers.field;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.expression.Expression;

/** One field of a value, as an option describes it. Immutable and thread-safe. */
sealed interface Field {

  /** What it is called in the value. */
  String name();

  /**
   * Binds to a table.
   *
   * @throws BindException if the table lacks a column
   */
  BoundField bind(TableSchema schema, String transformer) throws BindException;

  /** A column as it is. */
  record ColumnField(String name, String column) implements Field {

    @Override
    public BoundField bind(TableSchema schema, String transformer) throws BindException {
      return BoundField.of(
          name, schema, Columns.position(schema, column, transformer, FieldList.OPTION));
    }
  }

  /** What an expression gives. */
  record ComputedField(String name, Expression expression) implements Field {

    @Override
    public BoundField bind(TableSchema schema, String transformer) throws BindException {
      return BoundField.of(name, expression.bind(schema, transformer, FieldList.OPTION));
    }
  }
}
