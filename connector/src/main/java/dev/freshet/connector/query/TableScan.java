package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.TableChunk;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the order of its primary key, some rows at a time: each time those behind the
 * key that came last, which needs no memory on the server's side.
 */
final class TableScan {

  private static final String SEPARATOR = ",";

  private final TableSchema table;
  private final List<Column> key;

  private TableScan(TableSchema table, List<Column> key) {
    this.table = table;
    this.key = key;
  }

  /**
   * A scan of a table.
   *
   * @throws QueryException if the table has no primary key by which it can be read so
   */
  static TableScan of(TableSchema table) throws QueryException {
    List<Column> key = table.primaryKey().stream().map(table.columns()::get).toList();
    if (key.isEmpty()) {
      throw new QueryException(
          Kind.REFUSED,
          "the table %s has no primary key, by which it is read; give it one"
              .formatted(table.table()));
    }
    for (Column column : key) {
      if (!isOrderedAsCompared(column)) {
        throw new QueryException(
            Kind.REFUSED,
            "the table %s cannot be read in the order of %s, which is of type %s"
                .formatted(table.table(), column.name(), column.type()));
      }
    }
    return new TableScan(table, key);
  }

  /** Whether ORDER BY and comparisons with a constant agree: an ENUM is ordered by its number. */
  private static boolean isOrderedAsCompared(Column column) {
    return switch (column.type()) {
      case TINYINT,
          SMALLINT,
          MEDIUMINT,
          INT,
          BIGINT,
          YEAR,
          DECIMAL,
          CHAR,
          VARCHAR,
          TEXT,
          BINARY,
          VARBINARY,
          BLOB,
          DATE,
          TIME,
          DATETIME,
          TIMESTAMP ->
          true;
      case FLOAT, DOUBLE, BIT, ENUM, SET, JSON, GEOMETRY, VECTOR -> false;
    };
  }

  /** The SELECT of the rows behind others, or of the first ones. */
  String sql(boolean first, int most) {
    String where =
        first
            ? ""
            : " WHERE "
                + IntStream.range(0, key.size())
                    .mapToObj(this::behind)
                    .collect(Collectors.joining(" OR "));
    return "%s%s ORDER BY %s LIMIT %d"
        .formatted(
            RowSearch.select(table.table(), table.columns().stream().map(Column::name).toList()),
            where,
            key.stream()
                .map(column -> RowSearch.quoted(column.name()))
                .collect(Collectors.joining(", ")),
            most);
  }

  /** That the key is equal before its column {@code at}, and greater there. */
  private String behind(int at) {
    StringBuilder condition = new StringBuilder("(");
    for (int i = 0; i < at; i++) {
      condition.append(RowSearch.quoted(key.get(i).name())).append(" = ? AND ");
    }
    return condition.append(RowSearch.quoted(key.get(at).name())).append(" > ?)").toString();
  }

  /** The arguments of {@link #sql}. */
  List<Object> arguments(@Nullable String after) {
    List<Object> arguments = new ArrayList<>();
    if (after != null) {
      String[] texts = after.split(SEPARATOR, -1);
      for (int at = 0; at < key.size(); at++) {
        for (int i = 0; i <= at; i++) {
          arguments.add(argument(key.get(i), Base64.getDecoder().decode(texts[i])));
        }
      }
    }
    return arguments;
  }

  private static Object argument(Column column, byte[] value) {
    return switch (column.type()) {
      case BINARY, VARBINARY, BLOB -> value;
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR -> new BigInteger(text(value));
      case DECIMAL -> new BigDecimal(text(value));
      default -> text(value);
    };
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** The chunk that an answer is. */
  TableChunk chunk(QueryResult result, int most) {
    List<RowImage> rows = result.rows();
    return new TableChunk(rows, rows.size() < most ? null : end((QueryRow) rows.get(most - 1)));
  }

  private String end(QueryRow last) {
    return table.primaryKey().stream()
        .map(column -> Base64.getEncoder().encodeToString(last.bytes(column)))
        .collect(Collectors.joining(SEPARATOR));
  }
}
