package dev.freshet.connector.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that asks questions. Not thread-safe. */
final class QuerySession implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QuerySession.class);

  /** How long an answer may stay away beyond what the server itself allows it. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * Has MySQL from 8.0.30 on tell of the primary keys that it makes by itself, as it tells of them
   * in the binlog. Goes on a SET.
   */
  static final String SHOW_ALL_COLUMNS =
      " /*!80030 , show_gipk_in_create_table_and_information_schema=ON */";

  /** Has MySQL compare columns with dates such as 0000-00-00, which they may hold. */
  private static final String COMPARE_WITH_ZERO_DATES =
      "SET sql_mode=REPLACE(REPLACE(REPLACE(@@sql_mode, 'TRADITIONAL', ''), 'NO_ZERO_DATE', ''),"
          + " 'NO_ZERO_IN_DATE', '')";

  /** How long the server waits for someone who takes in rows to take in the next. */
  private static final Duration STREAM = Duration.ofDays(1);

  /** How many rows of a stream are in memory. */
  private static final int ROWS_AHEAD = 100;

  private final ServerAccess server;
  private final Connection connection;
  private final boolean exact;
  private final boolean mariadb;
  private final boolean ownBinlog;
  private final ZoneId zone;
  private final AtomicInteger running;
  private final AtomicBoolean streams = new AtomicBoolean();

  private QuerySession(
      ServerAccess server,
      Connection connection,
      boolean exact,
      boolean mariadb,
      boolean ownBinlog,
      ZoneId zone,
      AtomicInteger running) {
    this.server = server;
    this.connection = connection;
    this.exact = exact;
    this.mariadb = mariadb;
    this.ownBinlog = ownBinlog;
    this.zone = zone;
    this.running = running;
  }

  /**
   * Connects.
   *
   * @param exact whether statements are prepared on the server, which then sends FLOAT values as
   *     they are and not in six digits, but takes one round trip for each query
   * @param running counts the sessions that the server is working for
   */
  static QuerySession open(
      ServerAccess server, boolean exact, QueryOptions options, AtomicInteger running)
      throws SourceException, SQLException {
    Duration timeout = options.timeout();
    Connection connection =
        new DatabaseConnections(server).openForQueries(exact, timeout.multipliedBy(2).plus(GRACE));
    try (Statement statement = connection.createStatement()) {
      ServerFacts facts = ServerFacts.read(connection);
      statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      statement.execute("SET time_zone='+00:00'" + SHOW_ALL_COLUMNS);
      statement.execute(COMPARE_WITH_ZERO_DATES);
      statement.execute(
          facts.mariadb()
              ? "SET max_statement_time=" + timeout.toMillis() / 1000.0
              : "SET max_execution_time=" + timeout.toMillis());
      return new QuerySession(
          server,
          connection,
          exact,
          facts.mariadb(),
          facts.mariadb() && hasOwnBinlog(facts, statement),
          options.zone(),
          running);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Whether all that a MariaDB server holds is in its own binlog. */
  private static boolean hasOwnBinlog(ServerFacts facts, Statement statement) throws SQLException {
    if (!facts.hasBinlog()) {
      return false;
    }
    if (facts.variable("log_slave_updates").equals("ON")) {
      return true;
    }
    try (ResultSet replicated = statement.executeQuery("SELECT @@GLOBAL.gtid_slave_pos")) {
      return replicated.next() && String.valueOf(replicated.getString(1)).isEmpty();
    }
  }

  /** Whom it asks. */
  ServerAccess server() {
    return server;
  }

  /** Whether it reads FLOAT values exactly. */
  boolean isExact() {
    return exact;
  }

  /** Whether the server is a MariaDB. */
  boolean isMariadb() {
    return mariadb;
  }

  /** What {@link Applied#of} asks of a MariaDB server. */
  boolean ownBinlog() {
    return ownBinlog;
  }

  /**
   * Asks a question.
   *
   * @param inexact takes the question if it has a FLOAT, which this session does not read exactly
   * @return the answers; empty if what {@code applied} wants does not hold, or if {@code inexact}
   *     has taken the question
   */
  Optional<List<QueryResult>> ask(Question question, Applied applied, Set<String> inexact)
      throws SQLException {
    return exact ? askOneByOne(question, applied) : askTogether(question, applied, inexact);
  }

  /** Asks a question that has no FLOAT, of what the server shows now. */
  QueryResult askNow(Question question) throws SQLException {
    return ask(question, Applied.NOTHING, new HashSet<>()).orElseThrow().get(0);
  }

  private Optional<List<QueryResult>> askTogether(
      Question question, Applied applied, Set<String> inexact) throws SQLException {
    List<String> statements = new ArrayList<>(applied.before());
    statements.addAll(Collections.nCopies(question.arguments().size(), question.sql()));
    statements.addAll(applied.after());
    try (PreparedStatement statement = connection.prepareStatement(String.join("; ", statements))) {
      int next = 1;
      for (List<? extends @Nullable Object> each : question.arguments()) {
        next = set(statement, next, each);
      }
      running.incrementAndGet();
      try {
        statement.execute();
      } finally {
        running.decrementAndGet();
      }
      ResultWalk results = new ResultWalk(statement);
      if (!applied.holds(results)) {
        return Optional.empty();
      }
      List<QueryResult> answers = new ArrayList<>();
      for (int i = 0; i < question.arguments().size(); i++) {
        answers.add(read(results.next(), question));
      }
      if (answers.stream().anyMatch(answer -> isRounded(answer, question))) {
        inexact.add(question.sql());
        return Optional.empty();
      }
      return Optional.of(answers);
    }
  }

  /** Whether a column is rounded that was not asked for as something else. */
  private static boolean isRounded(QueryResult result, Question question) {
    return IntStream.range(0, result.columns().size())
        .filter(i -> !question.types().containsKey(i))
        .anyMatch(i -> QueryColumn.isRounded(result.columns().get(i)));
  }

  private Optional<List<QueryResult>> askOneByOne(Question question, Applied applied)
      throws SQLException {
    running.incrementAndGet();
    try (Statement plain = connection.createStatement()) {
      if (!applied.holds(inTurn(plain, applied.before()))) {
        runAll(plain, applied.after());
        return Optional.empty();
      }
      List<QueryResult> answers = new ArrayList<>();
      try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
        for (List<? extends @Nullable Object> each : question.arguments()) {
          set(statement, 1, each);
          try (ResultSet rows = statement.executeQuery()) {
            answers.add(read(rows, question));
          }
        }
      }
      runAll(plain, applied.after());
      return Optional.of(answers);
    } finally {
      running.decrementAndGet();
    }
  }

  /** Executes statements as their results are asked for. */
  private static Results inTurn(Statement statement, List<String> statements) {
    Iterator<String> left = statements.iterator();
    return () -> {
      while (!statement.execute(left.next())) {
        // those that return no rows come before one that does
      }
      return statement.getResultSet();
    };
  }

  private static void runAll(Statement statement, List<String> statements) throws SQLException {
    for (String each : statements) {
      statement.execute(each);
    }
  }

  private static int set(
      PreparedStatement statement, int first, List<? extends @Nullable Object> arguments)
      throws SQLException {
    int next = first;
    for (Object argument : arguments) {
      statement.setObject(next++, argument);
    }
    return next;
  }

  private QueryResult read(ResultSet rows, Question question) throws SQLException {
    QueryColumn[] columns = QueryColumn.of(rows.getMetaData(), question.types());
    List<RowImage> images = new ArrayList<>();
    while (rows.next()) {
      images.add(row(rows, columns));
    }
    return new QueryResult(Arrays.stream(columns).map(QueryColumn::column).toList(), images);
  }

  /** The row of a result at which it stands. */
  QueryRow row(ResultSet rows, QueryColumn[] columns) throws SQLException {
    return exact ? taken(rows, columns) : sent(rows, columns);
  }

  private QueryRow taken(ResultSet rows, QueryColumn[] columns) throws SQLException {
    List<byte @Nullable []> values = new ArrayList<>(columns.length);
    for (int i = 0; i < columns.length; i++) {
      values.add(columns[i].read(rows, i + 1));
    }
    return QueryRow.of(columns, values, zone);
  }

  private QueryRow sent(ResultSet rows, QueryColumn[] columns) throws SQLException {
    for (int i = 0; i < columns.length; i++) {
      SentRow row = rows.getObject(i + 1, SentRow.class);
      if (row != null) {
        return QueryRow.printed(columns, row.bytes(), zone);
      }
    }
    return QueryRow.of(columns, Collections.nCopies(columns.length, null), zone);
  }

  /**
   * Begins a transaction, if it takes one, that shows what it has to.
   *
   * @return false if it does not
   */
  boolean begin(Applied applied) throws SQLException {
    try (Statement plain = connection.createStatement()) {
      return applied.holds(inTurn(plain, applied.before()));
    }
  }

  /** How far the server is now: what it has shown lies before that. */
  BinlogPosition position() throws SQLException {
    String variable = "gtid_executed";
    if (mariadb) {
      variable = ownBinlog ? "gtid_binlog_pos" : "gtid_current_pos";
    }
    try (Statement plain = connection.createStatement();
        ResultSet row = plain.executeQuery("SELECT @@GLOBAL." + variable)) {
      String text = row.next() ? String.valueOf(row.getString(1)) : "";
      return mariadb ? MariadbGtidPosition.parse(text) : GtidPosition.behind(GtidSet.parse(text));
    }
  }

  /** Ends the transaction that {@link #begin} may have begun. */
  void end() throws SQLException {
    try (Statement plain = connection.createStatement()) {
      plain.execute("COMMIT");
    }
  }

  /**
   * Asks for rows that are taken in a few at a time, for as long as that takes. The session is of
   * no other use from then on.
   */
  ResultSet stream(String sql, List<?> arguments) throws SQLException {
    try (Statement plain = connection.createStatement()) {
      plain.execute(
          "SET %s=0, net_write_timeout=%d"
              .formatted(
                  mariadb ? "max_statement_time" : "max_execution_time", STREAM.toSeconds()));
    }
    if (streams.compareAndSet(false, true)) {
      running.incrementAndGet();
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(ROWS_AHEAD);
    set(statement, 1, arguments);
    return statement.executeQuery();
  }

  @Override
  public void close() {
    if (streams.compareAndSet(true, false)) {
      running.decrementAndGet();
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection for queries did not end well: {}", e.getSQLState());
    }
  }
}
