package dev.freshet.connector.query;

import dev.freshet.api.change.TableSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A key by which a table can be read some rows at a time: it tells all rows apart, and ORDER BY
 * agrees with comparisons. Immutable and thread-safe.
 *
 * @param index its name
 * @param columns the positions of its columns in the table, in key order
 * @param orderings what {@link #ORDERING} says of each of them
 */
record ReadingKey(String index, List<Integer> columns, List<String> orderings) {

  /** What tells whether a column's values are still in the order in which they were. */
  static final String ORDERING = "CONCAT_WS(' ', COLUMN_NAME, DATA_TYPE, COLLATION_NAME)";

  private static final String PRIMARY = "PRIMARY";

  /** Those whose order is that of comparisons: an ENUM is ordered by its number. */
  private static final Set<String> ORDERED =
      Set.of(
          "tinyint",
          "smallint",
          "mediumint",
          "int",
          "bigint",
          "year",
          "decimal",
          "char",
          "varchar",
          "tinytext",
          "text",
          "mediumtext",
          "longtext",
          "binary",
          "varbinary",
          "tinyblob",
          "blob",
          "mediumblob",
          "longblob",
          "date",
          "time",
          "datetime",
          "timestamp",
          "uuid",
          "inet4",
          "inet6");

  ReadingKey {
    columns = List.copyOf(columns);
    orderings = List.copyOf(orderings);
  }

  /**
   * The key that serves best: the primary key, or else the shortest of those that do.
   *
   * @param indexes for each part of a unique index its row of information_schema.STATISTICS
   * @param columnsByName for each column DATA_TYPE and ORDERING
   * @return empty if none does
   */
  static Optional<ReadingKey> choose(
      TableSchema table, List<DescriptionRow> indexes, Map<String, DescriptionRow> columnsByName) {
    Map<String, List<DescriptionRow>> parts = new TreeMap<>();
    for (DescriptionRow part : indexes) {
      parts.computeIfAbsent(part.text("INDEX_NAME"), name -> new ArrayList<>()).add(part);
    }
    return parts.entrySet().stream()
        .flatMap(index -> of(table, index.getKey(), index.getValue(), columnsByName).stream())
        .min(
            Comparator.comparing((ReadingKey key) -> !key.index.equals(PRIMARY))
                .thenComparing(key -> key.columns.size()));
  }

  private static Optional<ReadingKey> of(
      TableSchema table,
      String index,
      List<DescriptionRow> parts,
      Map<String, DescriptionRow> columnsByName) {
    List<Integer> positions = new ArrayList<>();
    List<String> orderings = new ArrayList<>();
    for (DescriptionRow part : parts) {
      int position = table.indexOf(part.text("COLUMN_NAME"));
      DescriptionRow column = columnsByName.get(part.text("COLUMN_NAME"));
      if (position < 0
          || column == null
          || !ORDERED.contains(column.text("DATA_TYPE").toLowerCase(Locale.ROOT))
          || !(index.equals(PRIMARY) || isInOrder(part))) {
        return Optional.empty();
      }
      positions.add(position);
      orderings.add(column.text("ORDERING"));
    }
    return Optional.of(new ReadingKey(index, positions, orderings));
  }

  /** Whether an index brings all rows, in the order of its columns, and the server would use it. */
  private static boolean isInOrder(DescriptionRow part) {
    return !part.text("NULLABLE").equals("YES")
        && part.text("SUB_PART").isEmpty()
        && part.text("COLLATION").equals("A")
        && part.text("INDEX_TYPE").equals("BTREE")
        && !part.text("IS_VISIBLE").equals("NO")
        && !part.text("IGNORED").equals("YES");
  }
}
