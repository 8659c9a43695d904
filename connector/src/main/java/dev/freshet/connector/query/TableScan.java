package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRange;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads a table in the order of a key, or against it, some rows at a time: each time those behind
 * the key that came last, which needs no memory on the server's side. Immutable and thread-safe.
 *
 * <p>A place in the table is text: what tells the order from another one, and values of the key, or
 * of its first columns; then it is behind all rows that have these.
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
   * Asks for the first rows of a range.
   *
   * @throws QueryException if a place of the range is of another order
   */
  Question rows(TableRange range, int most) throws QueryException {
    String further = range.descending() ? " < ?" : " > ?";
    String notAsFar = range.descending() ? " > ?" : " < ?";
    List<Object> arguments = new ArrayList<>(select.arguments());
    List<String> conditions = new ArrayList<>();
    if (range.after() != null) {
      List<Object> place = place(range.after());
      conditions.add(compared(place.size(), further, further));
      arguments.addAll(compared(place));
    }
    if (range.until() != null) {
      List<Object> place = place(range.until());
      conditions.add(compared(place.size(), notAsFar, notAsFar.replace(" ?", "= ?")));
      arguments.addAll(compared(place));
    }
    String sql =
        "%s%s%s ORDER BY %s LIMIT %d"
            .formatted(
                select.sql(),
                conditions.isEmpty() ? "" : " WHERE ",
                String.join(" AND ", conditions),
                key.stream()
                    .map(
                        column ->
                            TableSelect.quoted(column.name()) + (range.descending() ? " DESC" : ""))
                    .collect(Collectors.joining(", ")),
                most);
    return new Question(sql, List.of(arguments), table.table(), select.readAs());
  }

  /**
   * That the first columns of the key compare with a place.
   *
   * @param columns how many
   * @param comparison how the first column does that is not equal
   * @param last how the last column does where all before are equal
   */
  private String compared(int columns, String comparison, String last) {
    return IntStream.range(0, columns)
        .mapToObj(at -> equalBefore(at) + (at + 1 < columns ? comparison : last) + ")")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }

  private String equalBefore(int at) {
    StringBuilder condition = new StringBuilder("(");
    for (int i = 0; i < at; i++) {
      condition.append(TableSelect.quoted(key.get(i).name())).append(" = ? AND ");
    }
    return condition.append(TableSelect.quoted(key.get(at).name())).toString();
  }

  /** What stands for the question marks of {@link #compared(int, String, String)}. */
  private static List<Object> compared(List<Object> place) {
    List<Object> arguments = new ArrayList<>();
    for (int at = 0; at < place.size(); at++) {
      arguments.addAll(place.subList(0, at + 1));
    }
    return arguments;
  }

  /** Asks whether the table is what it was, where there are no rows to tell it. */
  Question check() {
    return select.check();
  }

  /** The values of the key's first columns that a place tells: all of them, or only some. */
  private List<Object> place(String text) throws QueryException {
    String[] texts = text.split(SEPARATOR, -1);
    if (!texts[0].equals(order()) || texts.length < 2 || texts.length > key.size() + 1) {
      throw QueryTrouble.changed(table.table());
    }
    List<Object> values = new ArrayList<>();
    for (int i = 1; i < texts.length; i++) {
      values.add(argument(key.get(i - 1), Base64.getDecoder().decode(texts[i])));
    }
    return values;
  }

  /** The place behind all rows whose key begins with a number. */
  String place(BigInteger first) {
    return order()
        + SEPARATOR
        + Base64.getEncoder().encodeToString(first.toString().getBytes(UTF_8));
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
