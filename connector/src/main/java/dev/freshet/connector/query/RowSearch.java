package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The question for the rows of a table by what some of their columns print as. Immutable and
 * thread-safe.
 */
final class RowSearch {

  private static final String DAY = "\\d{4}-(0\\d|1[0-2])-([0-2]\\d|3[01])";
  private static final String REST_OF_HOUR = ":[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?";
  private static final Pattern DATE = Pattern.compile(DAY);
  private static final Pattern TIME = Pattern.compile("-?\\d{2,3}" + REST_OF_HOUR);
  private static final Pattern DATE_AND_TIME =
      Pattern.compile(DAY + " ([01]\\d|2[0-3])" + REST_OF_HOUR);

  private final String sql;
  private final List<String> names;
  private final List<Column> columns;
  private final Map<Integer, ColumnType> readAs;

  private RowSearch(
      String sql, List<String> names, List<Column> columns, Map<Integer, ColumnType> readAs) {
    this.sql = sql;
    this.names = names;
    this.columns = columns;
    this.readAs = readAs;
  }

  /**
   * The question by certain columns.
   *
   * @param names the columns' names
   * @param zone the time zone that TIMESTAMP values are printed in
   * @param most how many rows are wanted at most
   * @throws QueryException if rows cannot be found by such a column
   */
  static RowSearch of(TableSchema table, Set<String> names, ZoneId zone, int most)
      throws QueryException {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      int position = table.indexOf(name);
      if (position < 0) {
        throw new QueryException(
            Kind.REFUSED, "the table %s has no column %s".formatted(table.table(), name));
      }
      Column column = table.columns().get(position);
      if (!isSearchable(column, zone)) {
        throw new QueryException(
            Kind.REFUSED,
            "rows cannot be found by the column %s, which is of type %s"
                .formatted(column.name(), column.type()));
      }
      columns.add(column);
    }
    String where =
        columns.stream()
            .map(column -> TableSelect.quoted(column.name()) + " = ?")
            .collect(Collectors.joining(" AND "));
    String sql =
        select(table.table(), table.columns().stream().map(RowSearch::readable).toList())
            + (where.isEmpty() ? "" : " WHERE " + where)
            + " LIMIT "
            + most;
    return new RowSearch(
        sql,
        List.copyOf(names),
        columns,
        QueryColumn.readAs(table.columns(), Set.of(ColumnType.VECTOR)));
  }

  private static boolean isSearchable(Column column, ZoneId zone) {
    return switch (column.type()) {
      case TINYINT,
          SMALLINT,
          MEDIUMINT,
          INT,
          BIGINT,
          YEAR,
          BIT,
          DECIMAL,
          DOUBLE,
          BINARY,
          VARBINARY,
          BLOB,
          CHAR,
          VARCHAR,
          TEXT,
          ENUM,
          SET,
          DATE,
          TIME,
          DATETIME ->
          true;
      case TIMESTAMP -> zone.equals(ZoneOffset.UTC);
      case FLOAT, JSON, GEOMETRY, VECTOR -> false;
    };
  }

  /** A SELECT with a question mark for each column. */
  String sql() {
    return sql;
  }

  /**
   * The values that stand for the question marks, as the columns' types have them.
   *
   * @param values what the columns print as, by name
   * @return empty if no row can have these values
   * @throws IllegalArgumentException if the names are others than those of the question
   */
  Optional<List<Object>> arguments(Map<String, String> values) {
    if (values.size() != names.size()) {
      throw otherNames(values);
    }
    List<Object> arguments = new ArrayList<>();
    boolean possible = true;
    for (int i = 0; i < names.size(); i++) {
      String text = values.get(names.get(i));
      if (text == null) {
        throw otherNames(values);
      }
      try {
        arguments.add(argument(columns.get(i), text));
      } catch (IllegalArgumentException e) {
        // what is printed so is no value of this type
        possible = false;
      }
    }
    return possible ? Optional.of(arguments) : Optional.empty();
  }

  private IllegalArgumentException otherNames(Map<String, String> values) {
    return new IllegalArgumentException(
        "rows are searched for by %s, and not by %s".formatted(names, values.keySet()));
  }

  private static Object argument(Column column, String text) {
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> new BigInteger(text);
      case BIT ->
          switch (text) {
            case "true" -> BigInteger.ONE;
            case "false" -> BigInteger.ZERO;
            default -> new BigInteger(text);
          };
      case DECIMAL -> new BigDecimal(text);
      case DOUBLE -> finite(Double.parseDouble(text));
      case BINARY, VARBINARY, BLOB -> Base64.getDecoder().decode(text);
      case DATE -> shaped(DATE, text);
      case TIME -> shaped(TIME, text);
      case DATETIME, TIMESTAMP -> shaped(DATE_AND_TIME, text);
      case CHAR, VARCHAR, TEXT, ENUM, SET, FLOAT, JSON, GEOMETRY, VECTOR -> text;
    };
  }

  private static Double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException("a DOUBLE is finite");
    }
    return number;
  }

  /** Compared with what is no date at all, MySQL refuses the query, and those beside it. */
  private static String shaped(Pattern shape, String text) {
    if (!shape.matcher(text).matches()) {
      throw new IllegalArgumentException("it is not printed so");
    }
    return text;
  }

  /**
   * A column as it is asked for. Nothing looks whether it still is of the type that it had, so that
   * only what could not be read otherwise is read as something else.
   */
  private static String readable(Column column) {
    return column.type() == ColumnType.VECTOR
        ? QueryColumn.readable(column.name(), column.type())
        : TableSelect.quoted(column.name());
  }

  /** The types of columns that are asked for as another one; see {@link Question}. */
  Map<Integer, ColumnType> readAs() {
    return readAs;
  }

  /** A SELECT of columns of a table, each as an expression. */
  static String select(TableName table, List<String> expressions) {
    return "SELECT %s FROM %s.%s"
        .formatted(
            String.join(", ", expressions),
            TableSelect.quoted(table.database()),
            TableSelect.quoted(table.table()));
  }
}
