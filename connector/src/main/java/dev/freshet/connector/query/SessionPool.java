package dev.freshet.connector.query;

import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.schema.DatabaseHosts;
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

  private static final long LOOK_MILLIS = 50;

  /** What one does with a session. */
  @FunctionalInterface
  interface Call<T> {

    T on(QuerySession session) throws SQLException, QueryException, InterruptedException;
  }

  /** Looks whether servers may be asked, and their answers be used. */
  interface Admission {

    /** Passes if the server of a new session may be asked. Blocks. */
    void check(QuerySession session)
        throws SourceException, SQLException, QueryException, InterruptedException;

    /** Passes if what a session has just shown may be used. Blocks. */
    void shown(QuerySession session) throws SQLException, QueryException;
  }

  private final QueryOptions options;
  private final DatabaseHosts hosts;
  private final Admission admission;
  private final boolean awaits;

  /** Whether somebody has waited for a server in vain, and none has answered since. */
  private volatile boolean awaitedInVain;

  private final AtomicInteger running = new AtomicInteger();

  /** Held while a connection is made; guards what follows it. */
  private final Object connecting = new Object();

  private long awayUntil = System.nanoTime();
  private String awayReason = "";

  /** Guarded by this, as is {@link #closed}. */
  private final List<QuerySession> idle = new ArrayList<>();

  private boolean closed;

  /**
   * @param hosts whom to ask
   * @param awaits whether a call waits for a server when there is none, since another is to be
   *     expected soon
   */
  SessionPool(DatabaseHosts hosts, QueryOptions options, Admission admission, boolean awaits) {
    this.awaits = awaits;
    this.options = options;
    this.hosts = hosts;
    this.admission = admission;
  }

  /**
   * Does something with a session, and again with one of the server that takes its server's place
   * if one is to be expected: for as long as a query may take, and not if that was in vain lately.
   *
   * @param exact whether FLOAT values have to be read exactly
   */
  <T> T call(boolean exact, Call<T> call) throws QueryException, InterruptedException {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    while (true) {
      ServerAccess before = hosts.current();
      try {
        T outcome = callOnce(exact, call);
        awaitedInVain = false;
        return outcome;
      } catch (QueryException e) {
        if (e.kind() != Kind.UNANSWERED || !awaits) {
          throw e;
        }
        boolean isLate = System.nanoTime() - deadline >= 0 && before.equals(hosts.current());
        if (awaitedInVain || isLate) {
          awaitedInVain = true;
          throw e;
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Does something with a session that is kept, and once more with a new one if that is broken. */
  private <T> T callOnce(boolean exact, Call<T> call) throws QueryException, InterruptedException {
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

  /** Whom it asks now. Whoever asks waits for the connection, too. */
  private ServerAccess current() {
    return hosts.current().within(options.timeout());
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
      admission.shown(session);
      sound = true;
      return outcome;
    } catch (RuntimeException e) {
      throw QueryTrouble.unreadable(e);
    } finally {
      release(session, sound);
    }
  }

  private synchronized Optional<QuerySession> takeIdle(boolean exact) {
    ServerAccess current = current();
    idle.removeIf(
        session -> {
          boolean isLeft = !session.server().equals(current);
          if (isLeft) {
            session.close();
          }
          return isLeft;
        });
    Optional<QuerySession> found =
        idle.stream().filter(session -> session.isExact() == exact).findFirst();
    found.ifPresent(idle::remove);
    return found;
  }

  private void release(QuerySession session, boolean sound) {
    synchronized (this) {
      if (sound && !closed && session.server().equals(current())) {
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
      int tries = hosts.reachable().size();
      for (int i = 0; i < tries; i++) {
        ServerAccess server = current();
        try {
          return admitted(QuerySession.open(server, exact, options, running));
        } catch (SourceException | QueryException e) {
          awayReason = String.valueOf(e.getMessage());
        } catch (SQLException e) {
          awayReason = String.valueOf(QueryTrouble.of(e).getMessage());
        }
        leave(server);
      }
      awayUntil = System.nanoTime() + AWAY_NANOS;
      throw new QueryException(Kind.UNANSWERED, awayReason);
    }
  }

  /** Passes if what a session of {@link #connect} has just shown may be used. Blocks. */
  void shown(QuerySession session) throws SQLException, QueryException {
    admission.shown(session);
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
  private void leave(ServerAccess server) {
    hosts.leave();
    if (!current().equals(server)) {
      LOG.warn("Queries no longer go to {}: {}", server.address(), awayReason);
    }
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
