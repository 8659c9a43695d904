package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.TableChunk;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table in the order of a key, some rows at a time: each time those behind the key that
 * came last, which needs no memory on the server's side. Immutable and thread-safe.
 */
final class TableScan {

  private static final String SEPARATOR = ",";

  private final TableSchema table;
  private final ReadingKey readingKey;
  private final List<Column> key;
  private final TableSelect select;

  TableScan(TableFacts facts, ReadingKey readingKey) {
    this.table = facts.table();
    this.readingKey = readingKey;
    this.key = readingKey.columns().stream().map(table.columns()::get).toList();
    this.select = new TableSelect(facts, readingKey);
  }

  /**
   * Asks for the rows behind others, or for the first ones.
   *
   * @param after what the chunk before said; null for the first
   * @throws QueryException if {@code after} is of another order
   */
  Question rows(@Nullable String after, int most) throws QueryException {
    return new Question(
        sql(after == null, most), List.of(arguments(after)), table.table(), select.readAs());
  }

  /** Asks whether the table is what it was, where there are no rows to tell it. */
  Question check() {
    return select.check();
  }

  private String sql(boolean first, int most) {
    String where =
        first
            ? ""
            : " WHERE "
                + IntStream.range(0, key.size())
                    .mapToObj(this::behind)
                    .collect(Collectors.joining(" OR "));
    return "%s%s ORDER BY %s LIMIT %d"
        .formatted(
            select.sql(),
            where,
            key.stream()
                .map(column -> TableSelect.quoted(column.name()))
                .collect(Collectors.joining(", ")),
            most);
  }

  /** That the key is equal before its column {@code at}, and greater there. */
  private String behind(int at) {
    StringBuilder condition = new StringBuilder("(");
    for (int i = 0; i < at; i++) {
      condition.append(TableSelect.quoted(key.get(i).name())).append(" = ? AND ");
    }
    return condition.append(TableSelect.quoted(key.get(at).name())).append(" > ?)").toString();
  }

  private List<Object> arguments(@Nullable String after) throws QueryException {
    List<Object> arguments = new ArrayList<>(select.arguments());
    if (after != null) {
      String[] texts = after.split(SEPARATOR, -1);
      if (!texts[0].equals(order()) || texts.length != key.size() + 1) {
        throw QueryTrouble.changed(table.table());
      }
      for (int at = 0; at < key.size(); at++) {
        for (int i = 0; i <= at; i++) {
          arguments.add(argument(key.get(i), Base64.getDecoder().decode(texts[i + 1])));
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
    return new String(value, UTF_8);
  }

  /** Passes if the answer to {@link #check} says so. */
  void verify(QueryResult answer) throws QueryException {
    select.verifyCheck(answer);
  }

  /**
   * The chunk that an answer is.
   *
   * @throws QueryException if it has rows, and the table no longer is what it was
   */
  TableChunk chunk(QueryResult answer, int most) throws QueryException {
    select.verifyTypes(answer.columns());
    List<RowImage> rows = answer.rows();
    if (!rows.isEmpty()) {
      select.verifyRow((QueryRow) rows.get(0));
    }
    return new TableChunk(rows, rows.size() < most ? null : end((QueryRow) rows.get(most - 1)));
  }

  /** The order in which the table is read, and the last row's values. */
  private String end(QueryRow last) {
    return readingKey.columns().stream()
        .map(column -> Base64.getEncoder().encodeToString(last.bytes(column)))
        .collect(Collectors.joining(SEPARATOR, order() + SEPARATOR, ""));
  }

  /** Tells the order from another one. */
  private String order() {
    return Integer.toHexString(readingKey.orderings().hashCode());
  }
}
