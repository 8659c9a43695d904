package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The question for the rows of a table that have certain values.
 *
 * @param sql a SELECT with a question mark for each value
 * @param arguments the values, as the columns' types have them
 */
record RowSearch(String sql, List<Object> arguments) {

  /**
   * The question for rows by what columns of them print as.
   *
   * @param zone the time zone that TIMESTAMP values are printed in
   * @param most how many rows are wanted at most
   * @return null if no row can have these values
   * @throws QueryException if rows cannot be found by such a column
   */
  static @Nullable RowSearch of(
      TableSchema table, Map<String, String> values, ZoneId zone, int most) throws QueryException {
    StringBuilder sql =
        new StringBuilder(
            select(table.table(), table.columns().stream().map(Column::name).toList()));
    List<Object> arguments = new ArrayList<>();
    for (Map.Entry<String, String> value : values.entrySet()) {
      int position = table.indexOf(value.getKey());
      if (position < 0) {
        throw new QueryException(
            "the table %s has no column %s".formatted(table.table(), value.getKey()), true);
      }
      Column column = table.columns().get(position);
      try {
        arguments.add(argument(column, value.getValue(), zone));
      } catch (IllegalArgumentException e) {
        // what is printed so is no value of this type
        return null;
      }
      sql.append(arguments.size() == 1 ? " WHERE " : " AND ")
          .append(quoted(column.name()))
          .append(" = ?");
    }
    return new RowSearch(sql.append(" LIMIT ").append(most).toString(), arguments);
  }

  /** A SELECT of columns of a table. */
  static String select(TableName table, List<String> columns) {
    return "SELECT %s FROM %s.%s"
        .formatted(
            columns.stream().map(RowSearch::quoted).collect(Collectors.joining(", ")),
            quoted(table.database()),
            quoted(table.table()));
  }

  private static Object argument(Column column, String text, ZoneId zone) throws QueryException {
    return switch (column.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> new BigInteger(text);
      case BIT ->
          switch (text) {
            case "true" -> BigInteger.ONE;
            case "false" -> BigInteger.ZERO;
            default -> new BigInteger(text);
          };
      case DECIMAL -> new BigDecimal(text);
      case DOUBLE -> Double.valueOf(text);
      case BINARY, VARBINARY, BLOB -> Base64.getDecoder().decode(text);
      case CHAR, VARCHAR, TEXT, ENUM, SET, DATE, TIME, DATETIME -> text;
      case TIMESTAMP -> {
        if (!zone.equals(ZoneOffset.UTC)) {
          throw unsearchable(column);
        }
        yield text;
      }
      case FLOAT, JSON, GEOMETRY, VECTOR -> throw unsearchable(column);
    };
  }

  private static QueryException unsearchable(Column column) {
    return new QueryException(
        "rows cannot be found by the column %s, which is of type %s"
            .formatted(column.name(), column.type()),
        true);
  }

  /** A name as it stands in SQL. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
