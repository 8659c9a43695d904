package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.change.Column;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Finds out where a table can be cut whose key begins with an integer: between its least and its
 * greatest, where the server guesses that there are rows. It looks into the index to guess, so that
 * no row is read; with FORCE INDEX, MySQL would not. Immutable and thread-safe.
 *
 * <p>Source: MySQL's reference manual, "Range Optimization", on index dives; MariaDB does the same.
 */
final class TableCuts {

  private final String column;
  private final String table;
  private final TableFacts facts;

  private TableCuts(String column, String table, TableFacts facts) {
    this.column = column;
    this.table = table;
    this.facts = facts;
  }

  /** Puts a question to the server. */
  @FunctionalInterface
  interface Asker {
    QueryResult ask(Question question) throws QueryException, InterruptedException;
  }

  /** Those of a table; empty if its key begins with something else. */
  static Optional<TableCuts> of(TableFacts facts, ReadingKey key) {
    Column first = facts.table().columns().get(key.columns().get(0));
    return switch (first.type()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT ->
          Optional.of(
              new TableCuts(
                  TableSelect.quoted(first.name()),
                  "%s.%s USE INDEX (%s)"
                      .formatted(
                          TableSelect.quoted(facts.table().table().database()),
                          TableSelect.quoted(facts.table().table().table()),
                          TableSelect.quoted(key.index())),
                  facts));
      default -> Optional.empty();
    };
  }

  /**
   * The greatest numbers of all parts but the last. Blocks.
   *
   * @param rows how many rows are wanted in a part, at most
   */
  List<BigInteger> places(long rows, Asker asker) throws QueryException, InterruptedException {
    String sql = "SELECT MIN(%s), MAX(%s) FROM %s".formatted(column, column, table);
    QueryRow ends = (QueryRow) asker.ask(question(sql, List.of())).rows().get(0);
    if (ends.isNull(0) || ends.isNull(1)) {
      return List.of();
    }
    return KeyCuts.of(
        new BigInteger(text(ends, 0)),
        new BigInteger(text(ends, 1)),
        rows,
        (above, upTo) -> estimate(asker.ask(explain(above, upTo))));
  }

  private Question explain(BigInteger above, BigInteger upTo) {
    String sql =
        "EXPLAIN /*!80000 FORMAT=TRADITIONAL */ SELECT %s FROM %s WHERE %s > ? AND %s <= ?"
            .formatted(column, table, column, column);
    return question(sql, List.of(above, upTo));
  }

  private Question question(String sql, List<Object> arguments) {
    return new Question(sql, List.of(arguments), facts.table().table());
  }

  private static long estimate(QueryResult plan) {
    String rows = DescriptionRow.of(plan).get(0).text("rows");
    return rows.isEmpty() ? 0 : Long.parseLong(rows);
  }

  private static String text(QueryRow row, int column) {
    return new String(row.bytes(column), US_ASCII);
  }
}
