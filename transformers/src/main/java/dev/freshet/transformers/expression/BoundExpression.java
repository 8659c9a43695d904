package dev.freshet.transformers.expression;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.transformers.object.ColumnObject;
import dev.freshet.transformers.object.JsonTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.commons.jexl3.JexlContext;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlScript;
import org.jspecify.annotations.Nullable;

/**
 * An expression for the rows of one table. A column is decoded when the expression comes to it, and
 * once per row. Not thread-safe.
 */
public final class BoundExpression {

  private static final RowArithmetic ARITHMETIC = new RowArithmetic();

  /** A column that the expression names. */
  private static final class Variable {

    final int column;

    /** Whether the expression takes a part of it. */
    final boolean isTaken;

    boolean isRead;
    @Nullable Object value;

    Variable(int column, boolean isTaken) {
      this.column = column;
      this.isTaken = isTaken;
    }
  }

  private final JexlScript script;
  private final TableSchema schema;
  private final Map<String, Variable> variables;
  private final int[] columns;
  private final Row context = new Row();
  private final ColumnObject reader = new ColumnObject();
  private @Nullable RowImage row;

  /** The column that is being read; -1 for none. */
  private int reading;

  BoundExpression(
      JexlScript script, TableSchema schema, Map<String, Integer> positions, Set<String> taken) {
    this.script = script;
    this.schema = schema;
    this.variables = new HashMap<>();
    positions.forEach(
        (identifier, column) ->
            variables.put(identifier, new Variable(column, taken.contains(identifier))));
    this.columns =
        positions.values().stream().mapToInt(Integer::intValue).distinct().sorted().toArray();
  }

  /** The positions of the columns that it names, ascending. */
  public int[] columns() {
    return columns.clone();
  }

  /**
   * Its value for a row that has all of {@link #columns}: null, Boolean, String, {@code byte[]}, a
   * number (Long, BigInteger, BigDecimal, Double), or a Map or List of such.
   *
   * @throws EvaluationException if it has none
   */
  public @Nullable Object valueFor(RowImage image) throws EvaluationException {
    row = image;
    reading = -1;
    try {
      Object value = script.execute(context);
      if (value instanceof Integer small) {
        return small.longValue();
      }
      return value instanceof AbsentJson ? null : value;
    } catch (RuntimeException e) {
      throw new EvaluationException(problem(e), e);
    } finally {
      row = null;
      for (Variable variable : variables.values()) {
        variable.isRead = false;
        variable.value = null;
      }
    }
  }

  /**
   * Whether it is true for a row that has all of {@link #columns}; a number other than zero is
   * true, null is not.
   *
   * @throws EvaluationException if it has no value, or none that can be true
   */
  public boolean holdsFor(RowImage image) throws EvaluationException {
    Object value = valueFor(image);
    try {
      return ARITHMETIC.toBoolean(value);
    } catch (TypeMismatchException e) {
      throw new EvaluationException(problem(e), e);
    }
  }

  /** Why there is no value. Messages of the library can quote values, so that none is passed on. */
  private String problem(RuntimeException failure) {
    Throwable cause =
        failure instanceof JexlException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (reading >= 0) {
      String name = schema.columns().get(reading).name();
      return cause instanceof JsonTree.MalformedException
          ? "the column %s does not hold JSON".formatted(name)
          : "the column %s cannot be decoded (%s)"
              .formatted(name, cause.getClass().getSimpleName());
    }
    if (cause instanceof JexlException.Property) {
      return "a part is taken of what is not JSON";
    }
    return cause instanceof TypeMismatchException
        ? String.valueOf(cause.getMessage())
        : cause.getClass().getSimpleName();
  }

  private @Nullable Object read(Variable variable) {
    RowImage image = row;
    if (image == null) {
      throw new IllegalStateException("no row is looked at");
    }
    reading = variable.column;
    Object value = reader.read(image, variable.column);
    if (variable.isTaken && value instanceof String text && !isJson(variable.column)) {
      value = JsonTree.parse(text);
    }
    reading = -1;
    return variable.isTaken && value == null ? AbsentJson.NULL : value;
  }

  private boolean isJson(int column) {
    return switch (schema.columns().get(column).type()) {
      case JSON, GEOMETRY, VECTOR -> true;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, DECIMAL, FLOAT, DOUBLE, BIT -> false;
      case CHAR, VARCHAR, TEXT, ENUM, SET, BINARY, VARBINARY, BLOB -> false;
      case DATE, TIME, DATETIME, TIMESTAMP -> false;
    };
  }

  /** The row as the library sees it. */
  private final class Row implements JexlContext {

    @Override
    public @Nullable Object get(String name) {
      Variable variable = variables.get(name);
      if (variable == null) {
        return null;
      }
      if (!variable.isRead) {
        variable.value = read(variable);
        variable.isRead = true;
      }
      return variable.value;
    }

    @Override
    public boolean has(String name) {
      return variables.containsKey(name);
    }

    @Override
    public void set(String name, @Nullable Object value) {
      throw new UnsupportedOperationException("expressions assign nothing");
    }
  }
}
