package dev.freshet.connector.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.schema.ServerAccess;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server of the binlog, or a replica of it. Thread-safe.
 *
 * <p>It stays with one server for as long as that can be reached. On each new connection a replica
 * is first asked once it has all that the server of the binlog has at that moment, so that it shows
 * nothing older than whoever was asked before it.
 */
public final class QueriedDatabase implements Database {

  private static final Logger LOG = LoggerFactory.getLogger(QueriedDatabase.class);
  private static final long POLL_MILLIS = 1;

  /** The share of the time for a statement that one waits in it: it ends before it is ended. */
  private static final double WAITING = 0.9;

  /** How long nobody tries a server again that could not be reached. */
  private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final String NO_GTIDS =
      "without GTIDs it cannot be told whether the database shows a change; set gtid_mode=ON and"
          + " enforce_gtid_consistency=ON";

  private static final int TOO_LONG_FOR_MYSQL = 3024;
  private static final int TOO_LONG_FOR_MARIADB = 1969;

  /** A place in the source's history that can be asked for. */
  @FunctionalInterface
  public interface Latest {

    /** The end of the source's binlog as it is now. Blocks. */
    SourcePosition position() throws SourceException;
  }

  private final QueryOptions options;
  private final ServerAccess source;
  private final List<ServerAccess> servers;
  private final Latest latest;
  private final boolean replicas;

  /** Questions with a FLOAT, which only sessions that prepare on the server read exactly. */
  private final Set<String> inexact = ConcurrentHashMap.newKeySet();

  /** Held while a connection is made; guards what follows it. */
  private final Object connecting = new Object();

  private volatile int current;
  private long awayUntil = System.nanoTime();
  private String awayReason = "";

  /** Guarded by this, as is {@link #closed}. */
  private final List<QuerySession> idle = new ArrayList<>();

  private boolean closed;

  /**
   * @param source the server of the binlog
   * @param latest tells how far that is
   */
  public QueriedDatabase(QueryOptions options, ServerAccess source, Latest latest) {
    this.options = options;
    this.source = source.within(options.timeout());
    this.replicas = !options.servers().isEmpty();
    // whoever asks waits for the connection, too
    this.servers =
        replicas
            ? options.servers().stream().map(server -> server.within(options.timeout())).toList()
            : List.of(this.source);
    this.latest = latest;
  }

  @Override
  public int parallelism() {
    return options.parallelism();
  }

  @Override
  public @Nullable String doubt(SourcePosition position) {
    return position instanceof FilePosition ? NO_GTIDS : null;
  }

  @Override
  public List<QueryResult> query(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      SourcePosition position)
      throws QueryException, InterruptedException {
    if (!(position instanceof BinlogPosition place)) {
      throw new QueryException("the position " + position + " is not one of a binlog", false);
    }
    Optional<List<QueryResult>> answers = ask(sql, arguments, place, inexact.contains(sql));
    if (answers.isEmpty() && inexact.contains(sql)) {
      answers = ask(sql, arguments, place, true);
    }
    return answers.orElseThrow(
        () ->
            new QueryException("the database did not show the change within query.timeout", false));
  }

  private Optional<List<QueryResult>> ask(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      BinlogPosition place,
      boolean onServer)
      throws QueryException, InterruptedException {
    Optional<QuerySession> pooled = takeIdle(onServer);
    if (pooled.isPresent()) {
      try {
        return askWith(pooled.get(), sql, arguments, place);
      } catch (SQLException e) {
        if (!isBroken(e)) {
          throw failed(e);
        }
        LOG.debug("An idle connection for queries was broken; another one is made");
      }
    }
    try {
      return askWith(connect(onServer), sql, arguments, place);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Gives the session back if it is still of use, and closes it if not. */
  private Optional<List<QueryResult>> askWith(
      QuerySession session,
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      BinlogPosition place)
      throws SQLException, QueryException, InterruptedException {
    boolean sound = false;
    try {
      Optional<List<QueryResult>> answers = askUntilApplied(session, sql, arguments, place);
      sound = true;
      return answers;
    } catch (RuntimeException e) {
      // the driver's, whose message may hold row data
      throw new QueryException(
          "the driver cannot read the answer (%s): perhaps a column is of a type that it does not know,"
                  .formatted(e.getClass().getSimpleName())
              + " such as VECTOR; select it as text, with VECTOR_TO_STRING(column)",
          true);
    } finally {
      release(session, sound);
    }
  }

  private Optional<List<QueryResult>> askUntilApplied(
      QuerySession session,
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      BinlogPosition place)
      throws SQLException, QueryException, InterruptedException {
    Applied applied = Applied.of(place, session.ownBinlog(), BigDecimal.valueOf(waitMillis(), 3));
    if (applied == null) {
      throw new QueryException(NO_GTIDS, false);
    }
    long deadline = System.nanoTime() + options.timeout().toNanos();
    while (true) {
      Optional<List<QueryResult>> answers = session.ask(sql, arguments, applied, inexact);
      if (answers.isPresent()
          || !applied.polls()
          || (!session.isExact() && inexact.contains(sql))
          || System.nanoTime() > deadline) {
        return answers;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long waitMillis() {
    return (long) (options.timeout().toMillis() * WAITING);
  }

  private synchronized Optional<QuerySession> takeIdle(boolean exact) {
    Optional<QuerySession> found =
        idle.stream().filter(session -> session.isExact() == exact).findFirst();
    found.ifPresent(idle::remove);
    return found;
  }

  private void release(QuerySession session, boolean sound) {
    synchronized (this) {
      if (sound && !closed && session.server().equals(servers.get(current))) {
        idle.add(session);
        return;
      }
    }
    session.close();
  }

  /** Connects to the server that was asked last, or to the next that can be reached. */
  private QuerySession connect(boolean exact) throws QueryException, InterruptedException {
    synchronized (connecting) {
      if (System.nanoTime() - awayUntil < 0) {
        throw new QueryException(awayReason, false);
      }
      for (int i = 0; i < servers.size(); i++) {
        try {
          return asFar(QuerySession.open(servers.get(current), exact, options));
        } catch (SourceException e) {
          awayReason = String.valueOf(e.getMessage());
        } catch (SQLException e) {
          awayReason = String.valueOf(failed(e).getMessage());
        }
        leaveCurrent();
      }
      awayUntil = System.nanoTime() + AWAY_NANOS;
      throw new QueryException(awayReason, false);
    }
  }

  /** Leaves a server that cannot be reached; whoever comes next has to be as far as it was. */
  private void leaveCurrent() {
    if (servers.size() > 1) {
      LOG.warn("Queries no longer go to {}: {}", servers.get(current).address(), awayReason);
    }
    current = (current + 1) % servers.size();
    List<QuerySession> left;
    synchronized (this) {
      left = List.copyOf(idle);
      idle.clear();
    }
    left.forEach(QuerySession::close);
  }

  /** Waits until a replica is as far as the source is now. */
  private QuerySession asFar(QuerySession session)
      throws SourceException, SQLException, QueryException, InterruptedException {
    if (replicas) {
      boolean reached = false;
      try {
        BinlogPosition source = (BinlogPosition) latest.position();
        reached = askUntilApplied(session, "DO 0", List.of(), source).isPresent();
      } finally {
        if (!reached) {
          session.close();
        }
      }
      if (!reached) {
        throw new SQLException("it is not as far as the source within query.timeout");
      }
    }
    return session;
  }

  private static boolean isBroken(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && state.startsWith("08");
  }

  /** The server's own words may quote row data, so that only its numbers are told. */
  private static QueryException failed(SQLException failure) {
    int code = failure.getErrorCode();
    if (code == TOO_LONG_FOR_MYSQL || code == TOO_LONG_FOR_MARIADB) {
      return new QueryException("the query took longer than query.timeout", true);
    }
    return isBroken(failure)
        ? new QueryException("the connection to the database was lost", false)
        : new QueryException(
            "the query failed with error %d (%s); freshet check says more"
                .formatted(code, failure.getSQLState()),
            true);
  }

  @Override
  public List<TableSchema> tables(TableFilter filter) throws QueryException {
    return new TableCatalog(servers.get(0), options).tables(filter);
  }

  @Override
  public TableChunk chunk(
      TableSchema table, @Nullable String after, int most, SourcePosition position)
      throws QueryException, InterruptedException {
    TableScan scan = TableScan.of(table);
    List<QueryResult> results =
        query(scan.sql(after == null, most), List.of(scan.arguments(after)), position);
    return scan.chunk(results.get(0), most);
  }

  @Override
  public long estimatedRows(TableName table) throws QueryException {
    return new TableCatalog(servers.get(0), options).estimatedRows(table);
  }

  @Override
  public List<RowImage> find(TableSchema table, Map<String, String> values, int most)
      throws QueryException {
    RowSearch search = RowSearch.of(table, values, options.zone(), most);
    if (search == null) {
      return List.of();
    }
    try (QuerySession session = QuerySession.open(source, true, options)) {
      return session.askNow(search.sql(), search.arguments()).rows();
    } catch (SourceException e) {
      throw new QueryException(String.valueOf(e.getMessage()), false);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public List<Finding> check(String subject, String sql) {
    return new QueryCheck(servers.get(0), options).findings(subject, sql);
  }

  @Override
  public void close() {
    List<QuerySession> sessions;
    synchronized (this) {
      closed = true;
      sessions = List.copyOf(idle);
      idle.clear();
    }
    sessions.forEach(QuerySession::close);
  }
}
