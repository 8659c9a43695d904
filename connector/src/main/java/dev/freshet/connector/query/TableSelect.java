package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT of all columns of a table that tells, in the same statement, whether these still are all
 * columns of the table, in their order, and whether the key is what it was. A statement keeps a
 * table's definition from being changed from before it looks until it has read the rows, so that
 * what information_schema says is true of the rows that come out. Immutable and thread-safe.
 *
 * <p>The columns are named, so that invisible ones come, too, and that an account that may not read
 * all of them can read the others, which are all that information_schema shows it. Whether they are
 * of the same types is to be seen in the result.
 */
final class TableSelect {

  private static final String KEY_COLUMN = "CONCAT(SEQ_IN_INDEX, ' ', COLUMN_NAME)";
  private static final String OF_TABLE = " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

  private final TableSchema table;
  private final String check;
  private final String sql;
  private final List<Object> arguments = new ArrayList<>();

  /**
   * @param key the key by which the table is read; null if it is read in no order
   */
  TableSelect(TableFacts facts, @Nullable ReadingKey key) {
    this.table = facts.table();
    List<String> names = table.columns().stream().map(Column::name).toList();
    String columns = "COUNT(*) = " + names.size() + " AND " + all(TableFacts.PLACE, facts.places());
    if (key != null) {
      columns += " AND " + all(ReadingKey.ORDERING, key.orderings());
    }
    addTable();
    String index = "";
    String indexCheck = "";
    if (key != null) {
      List<String> parts = new ArrayList<>();
      key.columns().forEach(column -> parts.add(parts.size() + 1 + " " + names.get(column)));
      index = " FORCE INDEX (" + quoted(key.index()) + ")";
      indexCheck =
          " AND (SELECT COUNT(*) = %d AND SUM(NON_UNIQUE) = 0 AND SUM(NULLABLE = 'YES') = 0 AND %s"
                  .formatted(parts.size(), all(KEY_COLUMN, parts))
              + (" FROM information_schema.STATISTICS" + OF_TABLE + " AND INDEX_NAME = ?)");
      addTable();
      arguments.add(key.index());
    }
    this.check =
        "(SELECT " + columns + " FROM information_schema.COLUMNS" + OF_TABLE + ")" + indexCheck;
    this.sql =
        "SELECT %s, %s FROM %s.%s%s"
            .formatted(
                table.columns().stream()
                    .map(column -> QueryColumn.readable(column.name(), column.type()))
                    .collect(Collectors.joining(", ")),
                check,
                quoted(table.table().database()),
                quoted(table.table().table()),
                index);
  }

  private void addTable() {
    arguments.add(table.table().database());
    arguments.add(table.table().table());
  }

  /** That an expression has each of some values once. They are compared by their bytes. */
  private String all(String expression, List<String> values) {
    values.forEach(value -> arguments.add(value.getBytes(UTF_8)));
    return "SUM(CAST(%s AS BINARY) IN (%s)) = %d"
        .formatted(
            expression, String.join(", ", Collections.nCopies(values.size(), "?")), values.size());
  }

  /** The statement up to the table, with question marks for {@link #arguments}. */
  String sql() {
    return sql;
  }

  /** The types of columns that are asked for as another one; see {@link Question}. */
  Map<Integer, ColumnType> readAs() {
    return QueryColumn.readAs(table.columns(), QueryColumn.UNREADABLE);
  }

  /** A statement that tells nothing but whether the table is what it was. */
  Question check() {
    return new Question("SELECT " + check, List.of(arguments), table.table());
  }

  /** What stands for the question marks of either statement. */
  List<Object> arguments() {
    return arguments;
  }

  /** The name of a column or an index, as it stands in SQL. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Passes if an answer's columns are of the types that the table's had. */
  void verifyTypes(List<Column> columns) throws QueryException {
    if (!columns.subList(0, table.columns().size()).equals(table.columns())) {
      throw QueryTrouble.changed(table.table());
    }
  }

  /** Passes if a row is of the table that was asked for; it is if any other of the answer is. */
  void verifyRow(QueryRow row) throws QueryException {
    verifyValue(row, table.columns().size());
  }

  /** Passes if the answer to {@link #check} says so. */
  void verifyCheck(QueryResult answer) throws QueryException {
    verifyValue((QueryRow) answer.rows().get(0), 0);
  }

  private void verifyValue(QueryRow row, int column) throws QueryException {
    if (row.isNull(column) || !new String(row.bytes(column), UTF_8).equals("1")) {
      throw QueryTrouble.changed(table.table());
    }
  }
}
