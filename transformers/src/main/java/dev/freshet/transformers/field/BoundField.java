package dev.freshet.transformers.field;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.transformers.expression.BoundExpression;
import dev.freshet.transformers.expression.EvaluationException;
import dev.freshet.transformers.object.ColumnObject;
import dev.freshet.transformers.value.ObjectValue;
import dev.freshet.transformers.value.ValueException;
import org.jspecify.annotations.Nullable;

/** A field for the rows of one table. Not thread-safe. */
public abstract class BoundField {

  private final String name;

  private BoundField(String name) {
    this.name = name;
  }

  /** A column under a name. */
  public static BoundField of(String name, TableSchema schema, int column) {
    return new OfColumn(name, schema.columns().get(column), column);
  }

  static BoundField of(String name, BoundExpression expression) {
    return new OfExpression(name, expression);
  }

  /** What it is called in the value. */
  public final String name() {
    return name;
  }

  /** The positions of the columns that it is made of, ascending. */
  public abstract int[] columns();

  /**
   * Hands its value to {@code out}.
   *
   * @throws ValueException if there is none
   */
  public abstract void write(RowImage row, ValueWriter out);

  /**
   * Its value, as {@link ColumnObject} and expressions give it.
   *
   * @throws ValueException if there is none
   */
  public abstract @Nullable Object object(RowImage row);

  private static final class OfColumn extends BoundField {

    private final Column column;
    private final int position;
    private final ColumnObject reader = new ColumnObject();

    OfColumn(String name, Column column, int position) {
      super(name);
      this.column = column;
      this.position = position;
    }

    @Override
    public int[] columns() {
      return new int[] {position};
    }

    @Override
    public void write(RowImage row, ValueWriter out) {
      try {
        if (row.isNull(position)) {
          out.writeNull();
        } else {
          row.write(position, out);
        }
      } catch (RuntimeException e) {
        throw ValueException.undecodable(column, e);
      }
    }

    @Override
    public @Nullable Object object(RowImage row) {
      try {
        return reader.read(row, position);
      } catch (RuntimeException e) {
        throw ValueException.undecodable(column, e);
      }
    }
  }

  private static final class OfExpression extends BoundField {

    private final BoundExpression expression;

    OfExpression(String name, BoundExpression expression) {
      super(name);
      this.expression = expression;
    }

    @Override
    public int[] columns() {
      return expression.columns();
    }

    @Override
    public void write(RowImage row, ValueWriter out) {
      Object value = object(row);
      try {
        ObjectValue.write(value, out);
      } catch (IllegalArgumentException e) {
        throw failed("its value is not a finite number", e);
      }
    }

    @Override
    public @Nullable Object object(RowImage row) {
      try {
        return expression.valueFor(row);
      } catch (EvaluationException e) {
        throw failed(String.valueOf(e.getMessage()), e);
      }
    }

    private ValueException failed(String why, Exception cause) {
      return new ValueException(
          "the field %s cannot be computed: %s".formatted(name(), why),
          "mend its expression in %s".formatted(FieldList.OPTION),
          cause);
    }
  }
}
