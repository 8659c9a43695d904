package dev.freshet.transformers.column;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.NearestName;
import dev.freshet.api.spi.BindException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns the column names of a transformer's options into positions in a table. */
public final class Columns {

  /** What to do about row images that lack a column, in words for people. */
  public static final String WHOLE_ROWS =
      "set binlog_row_image=FULL on the server and in every session";

  private Columns() {}

  /** The first of {@code columns} that {@code image} does not hold, or -1 if it holds all. */
  public static int missing(RowImage image, int[] columns) {
    for (int column : columns) {
      if (!image.has(column)) {
        return column;
      }
    }
    return -1;
  }

  /** Whether a position is one of {@code columns}. */
  public static boolean contains(int[] columns, int position) {
    for (int column : columns) {
      if (column == position) {
        return true;
      }
    }
    return false;
  }

  /**
   * The position of a column.
   *
   * @param transformer the transformer's configured name
   * @param option the option that names the column
   * @throws BindException if the table has no such column
   */
  public static int position(TableSchema schema, String column, String transformer, String option)
      throws BindException {
    int position = schema.indexOf(column);
    if (position < 0) {
      List<String> names = schema.columns().stream().map(Column::name).toList();
      throw new BindException(
          "transformers.%s.%s names the column %s, which the table %s does not have; %s"
              .formatted(
                  transformer, option, column, schema.table(), NearestName.remedy(column, names)));
    }
    return position;
  }

  /**
   * The positions of several columns, in table order and each once.
   *
   * @throws BindException if the table lacks one
   */
  public static int[] positions(
      TableSchema schema, Collection<String> columns, String transformer, String option)
      throws BindException {
    TreeSet<Integer> positions = new TreeSet<>();
    for (String column : columns) {
      positions.add(position(schema, column, transformer, option));
    }
    return array(positions);
  }

  /** The positions of all columns. */
  public static int[] all(TableSchema schema) {
    int[] positions = new int[schema.columns().size()];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i;
    }
    return positions;
  }

  /** The positions that are in one of {@code some} and {@code more}, ascending. */
  public static int[] union(int[] some, int[] more) {
    TreeSet<Integer> positions = new TreeSet<>();
    for (int position : some) {
      positions.add(position);
    }
    for (int position : more) {
      positions.add(position);
    }
    return array(positions);
  }

  /** What is wrong with a list of column names, for option validation; null if nothing. */
  public static @Nullable String problem(String text) {
    List<String> seen = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      String folded = name.trim().toLowerCase(Locale.ROOT);
      if (folded.isEmpty()) {
        return "has an empty name: give column names with a comma between each two";
      }
      if (seen.contains(folded)) {
        return "names " + name.trim() + " twice";
      }
      seen.add(folded);
    }
    return null;
  }

  private static int[] array(Collection<Integer> positions) {
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }
}
