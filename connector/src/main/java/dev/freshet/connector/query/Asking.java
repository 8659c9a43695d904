package dev.freshet.connector.query;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.connector.position.BinlogPosition;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks questions, and makes sure that the answers show what they have to: see {@link Applied}.
 * Thread-safe.
 */
final class Asking {

  /** What is to be done about a source without GTIDs. */
  static final String NO_GTIDS =
      "without GTIDs it cannot be told whether the database shows a change; set gtid_mode=ON and"
          + " enforce_gtid_consistency=ON";

  private static final long POLL_MILLIS = 1;

  /** The share of the time for a statement that one waits in it: it ends before it is ended. */
  private static final double WAITING = 0.9;

  private final Duration timeout;

  /**
   * Questions with numbers that are rounded in text, which only sessions that prepare on the server
   * read exactly.
   */
  private final Set<String> inexact = ConcurrentHashMap.newKeySet();

  /**
   * @param timeout how long is waited until a server shows what it has to
   */
  Asking(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * Asks for what a server shows once it shows a place. Blocks.
   *
   * @return the answers, in the order of the arguments
   */
  List<QueryResult> ask(SessionPool pool, Question question, SourcePosition position)
      throws QueryException, InterruptedException {
    return ask(pool, question, placeOf(position)).orElseThrow(Asking::notShown);
  }

  /** Asks for what a server shows now. Blocks. */
  List<QueryResult> askNow(SessionPool pool, Question question)
      throws QueryException, InterruptedException {
    return ask(pool, question, (BinlogPosition) null).orElseThrow(Asking::notShown);
  }

  /**
   * Asks for rows with certain values, as a server shows them now. Blocks.
   *
   * @return no answer at all if there is a value with which the server cannot compare a column, so
   *     that no row has it; which one it is, it does not tell
   */
  List<QueryResult> search(SessionPool pool, Question question)
      throws QueryException, InterruptedException {
    return search(pool, question, (BinlogPosition) null);
  }

  /** The same, as a server shows them once it shows a place. Blocks. */
  List<QueryResult> search(SessionPool pool, Question question, SourcePosition position)
      throws QueryException, InterruptedException {
    return search(pool, question, placeOf(position));
  }

  private List<QueryResult> search(
      SessionPool pool, Question question, @Nullable BinlogPosition place)
      throws QueryException, InterruptedException {
    return ask(
            pool,
            question,
            session -> {
              try {
                return askUntilApplied(session, question, place);
              } catch (SQLException e) {
                if (QueryTrouble.isIncomparable(e)) {
                  return Optional.of(List.of());
                }
                throw e;
              }
            })
        .orElseThrow(Asking::notShown);
  }

  private static BinlogPosition placeOf(SourcePosition position) throws QueryException {
    if (!(position instanceof BinlogPosition place)) {
      throw new QueryException(
          Kind.UNANSWERED, "the position " + position + " is not one of a binlog");
    }
    return place;
  }

  private static QueryException notShown() {
    return new QueryException(
        Kind.UNANSWERED, "the database did not show the change within query.timeout");
  }

  /**
   * @param place what has to be shown; null for what there is now
   * @return empty if that is not shown in time
   */
  private Optional<List<QueryResult>> ask(
      SessionPool pool, Question question, @Nullable BinlogPosition place)
      throws QueryException, InterruptedException {
    return ask(pool, question, session -> askUntilApplied(session, question, place));
  }

  private Optional<List<QueryResult>> ask(
      SessionPool pool, Question question, SessionPool.Call<Optional<List<QueryResult>>> call)
      throws QueryException, InterruptedException {
    SessionPool.Call<Optional<List<QueryResult>>> told =
        session -> {
          try {
            return call.on(session);
          } catch (SQLException e) {
            TableName table = question.table();
            if (table != null && QueryTrouble.isOfTable(e)) {
              throw QueryTrouble.ofRows(e, table);
            }
            throw e;
          }
        };
    Optional<List<QueryResult>> answers = pool.call(inexact.contains(question.sql()), told);
    return answers.isEmpty() && inexact.contains(question.sql()) ? pool.call(true, told) : answers;
  }

  private Optional<List<QueryResult>> askUntilApplied(
      QuerySession session, Question question, @Nullable BinlogPosition place)
      throws SQLException, QueryException, InterruptedException {
    Applied applied = place == null ? Applied.NOTHING : applied(session, place);
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Optional<List<QueryResult>> answers = session.ask(question, applied, inexact);
      if (answers.isPresent()
          || !applied.polls()
          || (!session.isExact() && inexact.contains(question.sql()))
          || System.nanoTime() > deadline) {
        return answers;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private Applied applied(QuerySession session, BinlogPosition place) throws QueryException {
    long waitMillis = (long) (timeout.toMillis() * WAITING);
    Applied applied = Applied.of(place, session.ownBinlog(), BigDecimal.valueOf(waitMillis, 3));
    if (applied == null) {
      throw new QueryException(Kind.UNANSWERED, NO_GTIDS);
    }
    return applied;
  }

  /**
   * Waits until a session shows a place, and has it show that, or what is later, from then on.
   * Blocks.
   *
   * @throws QueryException if it does not in time
   */
  void begin(QuerySession session, SourcePosition position)
      throws SQLException, QueryException, InterruptedException {
    Applied applied = applied(session, placeOf(position));
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!session.begin(applied)) {
      if (!applied.polls() || System.nanoTime() > deadline) {
        throw notShown();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
