package dev.freshet.connector.query;

import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.schema.ServerAccess;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions with the first of some servers that can be reached, kept for the next call. It stays
 * with one server for as long as that can be reached. Thread-safe; makes sessions when they are
 * needed.
 */
final class SessionPool implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionPool.class);

  /** How long nobody tries a server again that could not be reached. */
  private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What one does with a session. */
  @FunctionalInterface
  interface Call<T> {

    T on(QuerySession session) throws SQLException, QueryException, InterruptedException;
  }

  /** Looks whether a server may be asked. */
  @FunctionalInterface
  interface Admission {

    /** Passes if the server of a new session may be asked. Blocks. */
    void check(QuerySession session)
        throws SourceException, SQLException, QueryException, InterruptedException;
  }

  private final QueryOptions options;
  private final List<ServerAccess> servers;
  private final Admission admission;

  private final AtomicInteger running = new AtomicInteger();

  /** Held while a connection is made; guards what follows it. */
  private final Object connecting = new Object();

  private volatile int current;
  private long awayUntil = System.nanoTime();
  private String awayReason = "";

  /** Guarded by this, as is {@link #closed}. */
  private final List<QuerySession> idle = new ArrayList<>();

  private boolean closed;

  /**
   * @param servers whom to ask, in the order in which they are tried
   */
  SessionPool(List<ServerAccess> servers, QueryOptions options, Admission admission) {
    this.options = options;
    this.servers = servers;
    this.admission = admission;
  }

  /**
   * Does something with a session that is kept, and once more with a new one if that is broken.
   *
   * @param exact whether FLOAT values have to be read exactly
   */
  <T> T call(boolean exact, Call<T> call) throws QueryException, InterruptedException {
    Optional<QuerySession> kept = takeIdle(exact);
    if (kept.isPresent()) {
      try {
        return call(kept.get(), call);
      } catch (SQLException e) {
        if (!QueryTrouble.isLoss(e)) {
          throw QueryTrouble.of(e);
        }
        LOG.debug("An idle connection for queries was broken; another one is made");
      }
    }
    try {
      return call(connect(exact), call);
    } catch (SQLException e) {
      throw QueryTrouble.of(e);
    }
  }

  /** How many sessions a server is working for now. */
  int running() {
    return running.get();
  }

  /** Keeps the session if it is still of use, and closes it if not. */
  private <T> T call(QuerySession session, Call<T> call)
      throws SQLException, QueryException, InterruptedException {
    boolean sound = false;
    try {
      T outcome = call.on(session);
      sound = true;
      return outcome;
    } catch (RuntimeException e) {
      throw QueryTrouble.unreadable(e);
    } finally {
      release(session, sound);
    }
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

  /**
   * Makes a session with the server that was asked last, or with the next that can be reached.
   * Whoever calls this closes it.
   */
  QuerySession connect(boolean exact) throws QueryException, InterruptedException {
    synchronized (connecting) {
      if (System.nanoTime() - awayUntil < 0) {
        throw new QueryException(Kind.UNANSWERED, awayReason);
      }
      for (int i = 0; i < servers.size(); i++) {
        try {
          return admitted(QuerySession.open(servers.get(current), exact, options, running));
        } catch (SourceException | QueryException e) {
          awayReason = String.valueOf(e.getMessage());
        } catch (SQLException e) {
          awayReason = String.valueOf(QueryTrouble.of(e).getMessage());
        }
        leaveCurrent();
      }
      awayUntil = System.nanoTime() + AWAY_NANOS;
      throw new QueryException(Kind.UNANSWERED, awayReason);
    }
  }

  private QuerySession admitted(QuerySession session)
      throws SourceException, SQLException, QueryException, InterruptedException {
    boolean passed = false;
    try {
      admission.check(session);
      passed = true;
      return session;
    } finally {
      if (!passed) {
        session.close();
      }
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

  /** Closes the sessions that wait; those in use are closed when their calls end. */
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
