package dev.freshet.transformers.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import dev.freshet.transformers.column.Columns;
import dev.freshet.transformers.object.ColumnObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a query's arguments from rows. Not thread-safe. */
final class RowArguments {

  private final ColumnObject reader = new ColumnObject();
  private final int[] columns;

  private RowArguments(int[] columns) {
    this.columns = columns;
  }

  /**
   * Binds the parameters of a query to rows.
   *
   * @param renamed the columns that have other names than the parameters, by these in lower case
   * @param transformer the configured name of the transformer that this is for
   * @param option the option that names the columns
   * @throws BindException if a column is missing
   */
  static RowArguments bind(
      QuerySql query,
      TableSchema schema,
      Map<String, String> renamed,
      String transformer,
      String option)
      throws BindException {
    int[] columns = new int[query.parameters().size()];
    for (int i = 0; i < columns.length; i++) {
      String parameter = query.parameters().get(i);
      String column = renamed.getOrDefault(parameter.toLowerCase(Locale.ROOT), parameter);
      columns[i] = Columns.position(schema, column, transformer, option);
    }
    return new RowArguments(columns);
  }

  /** The columns that hold the arguments, in the order of the query's parameters. */
  int[] columns() {
    return columns.clone();
  }

  /** The arguments in {@code row}, which has their columns. */
  List<@Nullable Object> of(RowImage row) {
    List<@Nullable Object> arguments = new ArrayList<>(columns.length);
    for (int column : columns) {
      Object value = reader.read(row, column);
      arguments.add(value instanceof Map || value instanceof List ? text(row, column) : value);
    }
    return arguments;
  }

  /** JSON is compared as its text. */
  private static String text(RowImage row, int column) {
    ByteBuilder text = new ByteBuilder();
    row.write(column, new PlainWriter(text));
    return new String(text.array(), 0, text.length(), StandardCharsets.UTF_8);
  }
}
