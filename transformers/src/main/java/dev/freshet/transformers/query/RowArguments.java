package dev.freshet.transformers.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.transformers.bytes.ByteBuilder;
import dev.freshet.transformers.bytes.PlainWriter;
import dev.freshet.transformers.object.ColumnObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes a query's arguments from rows. Not thread-safe. */
final class RowArguments {

  private final ColumnObject reader = new ColumnObject();
  private final int[] columns;

  /**
   * @param columns the columns that hold the arguments, in the order of the query's parameters
   */
  RowArguments(int[] columns) {
    this.columns = columns.clone();
  }

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
