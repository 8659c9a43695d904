package dev.freshet.transformers.expression;

import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.jexl3.JexlException;
import org.apache.commons.jexl3.JexlScript;
import org.jspecify.annotations.Nullable;

/**
 * An expression over the columns of a row: {@code status == 'public' && price * 2 > 10}. Names are
 * columns, {@code ${any name}} too; {@code meta.title} is a part of a JSON column. There are no
 * functions, no assignments and no way to Java. What operators mean is in {@link RowArithmetic}.
 * Immutable and thread-safe.
 */
public final class Expression {

  /** The types that can hold JSON: MariaDB keeps it as text. */
  private static final Set<ColumnType> JSON_TYPES =
      EnumSet.of(
          ColumnType.JSON,
          ColumnType.TEXT,
          ColumnType.VARCHAR,
          ColumnType.CHAR,
          ColumnType.GEOMETRY,
          ColumnType.VECTOR);

  private final JexlScript script;

  /** For each identifier of the script, the column that it stands for. */
  private final Map<String, String> columns;

  /** The identifiers of which the script takes a part. */
  private final Set<String> taken;

  private Expression(JexlScript script, Map<String, String> columns, Set<String> taken) {
    this.script = script;
    this.columns = columns;
    this.taken = taken;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none, with what is wrong and where, in words that
   *     follow "KEY=VALUE "
   */
  public static Expression parse(String text) {
    ExpressionText read = ExpressionText.read(text);
    JexlScript script = compile(read);
    Map<String, String> columns = new LinkedHashMap<>();
    Map<String, Boolean> taken = new HashMap<>();
    for (List<String> variable : script.getVariables()) {
      String identifier = variable.get(0);
      columns.put(identifier, read.column(identifier));
      taken.merge(identifier, variable.size() > 1, Boolean::logicalOr);
    }
    taken.values().removeIf(isTaken -> !isTaken);
    return new Expression(script, columns, Set.copyOf(taken.keySet()));
  }

  /** What is wrong with {@code text}, in words that follow "KEY=VALUE "; null if nothing. */
  public static @Nullable String problem(String text) {
    try {
      parse(text);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /**
   * Binds to a table.
   *
   * @param transformer the configured name of the transformer that this is for
   * @param option the option that holds this expression
   * @throws BindException if the table lacks a column
   */
  public BoundExpression bind(TableSchema schema, String transformer, String option)
      throws BindException {
    Map<String, Integer> positions = new HashMap<>();
    for (Map.Entry<String, String> variable : columns.entrySet()) {
      int position = Columns.position(schema, variable.getValue(), transformer, option);
      ColumnType type = schema.columns().get(position).type();
      if (taken.contains(variable.getKey()) && !JSON_TYPES.contains(type)) {
        throw new BindException(
            "transformers.%s.%s takes a part of the column %s of the table %s, which is %s and has none; only JSON has parts"
                .formatted(transformer, option, variable.getValue(), schema.table(), type));
      }
      positions.put(variable.getKey(), position);
    }
    return new BoundExpression(script, schema, positions, taken);
  }

  private static JexlScript compile(ExpressionText read) {
    try {
      return Sandbox.compile(read.source());
    } catch (JexlException e) {
      int column = e.getInfo() == null ? 1 : e.getInfo().getColumn();
      throw ExpressionText.problem("is not an expression", read.place(column), e);
    }
  }
}
