package dev.freshet.connector.query;

import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import java.sql.SQLException;
import java.util.Set;

/** Puts what went wrong with a query into words, without row data. */
final class QueryTrouble {

  private static final int TOO_LONG_FOR_MYSQL = 3024;
  private static final int TOO_LONG_FOR_MARIADB = 1969;

  /** Somebody else has ended the statement. */
  private static final int INTERRUPTED = 1317;

  /** No such table, no such database, and none in MariaDB's storage engine. */
  private static final Set<Integer> GONE = Set.of(1146, 1049, 1932);

  /** No such column, no such index, and a snapshot from before the table was altered. */
  private static final Set<Integer> CHANGED = Set.of(1054, 1176, 1412);

  /** No such date, and text that the column's character set does not have. */
  private static final Set<Integer> INCOMPARABLE = Set.of(1525, 3854, 3988, 1267);

  /** What a server sends as its last word: MariaDB's 1927, and MySQL's 3169 and 4031. */
  private static final Set<Integer> LAST_WORDS = Set.of(1927, 3169, 4031);

  private QueryTrouble() {}

  /** Whether a session is of no use any more, so that another one may bring the answer. */
  static boolean isLoss(SQLException failure) {
    String state = failure.getSQLState();
    return (state != null && state.startsWith("08")) || LAST_WORDS.contains(failure.getErrorCode());
  }

  /** The server's own words may quote row data, so that only its numbers are told. */
  static QueryException of(SQLException failure) {
    int code = failure.getErrorCode();
    if (code == TOO_LONG_FOR_MYSQL || code == TOO_LONG_FOR_MARIADB) {
      return new QueryException(Kind.REFUSED, "the query took longer than query.timeout");
    }
    if (code == INTERRUPTED) {
      return new QueryException(Kind.UNANSWERED, "the query was ended by somebody else");
    }
    return isLoss(failure)
        ? new QueryException(Kind.UNANSWERED, "the connection to the database was lost")
        : new QueryException(
            Kind.REFUSED,
            "the query failed with error %d (%s); freshet check says more"
                .formatted(code, failure.getSQLState()));
  }

  /** Whether a column cannot be compared with a value, so that no row has it. */
  static boolean isIncomparable(SQLException failure) {
    return INCOMPARABLE.contains(failure.getErrorCode());
  }

  /** Whether it is the table that is not what it was. */
  static boolean isOfTable(SQLException failure) {
    return GONE.contains(failure.getErrorCode()) || CHANGED.contains(failure.getErrorCode());
  }

  /** What went wrong with a question for the rows of a table. */
  static QueryException ofRows(SQLException failure, TableName table) {
    if (GONE.contains(failure.getErrorCode())) {
      return gone(table);
    }
    return CHANGED.contains(failure.getErrorCode()) ? changed(table) : of(failure);
  }

  static QueryException gone(TableName table) {
    return new QueryException(
        Kind.TABLE_GONE,
        "there is no table %s any more that this account may read".formatted(table));
  }

  static QueryException changed(TableName table) {
    return new QueryException(
        Kind.TABLE_CHANGED,
        "the table %s no longer is what it was when it was looked up".formatted(table));
  }

  /**
   * What the driver cannot read.
   *
   * @param failure the driver's own, whose message may hold row data
   */
  static QueryException unreadable(RuntimeException failure) {
    return new QueryException(
        Kind.REFUSED,
        "the driver cannot read the answer (%s): perhaps a column is of a type that it does not know,"
                .formatted(failure.getClass().getSimpleName())
            + " such as VECTOR; select it as text, with VECTOR_TO_STRING(column)");
  }
}
