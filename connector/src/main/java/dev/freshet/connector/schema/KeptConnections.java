package dev.freshet.connector.schema;

import dev.freshet.api.spi.SourceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are kept for the next questions, as many as threads mostly ask at once.
 * Thread-safe.
 *
 * <p>They are kept for no longer than Java holds on to the address of a name: where the name has
 * come to stand for another server, that one is asked soon, even if the old one lives on.
 */
public final class KeptConnections implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeptConnections.class);
  private static final int MOST = 8;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Something that is asked. */
  @FunctionalInterface
  public interface Question<T> {

    /** The answer. Blocks. */
    T ask(Connection connection) throws SQLException, SourceException;
  }

  private record Kept(DatabaseConnections.Opened opened, long openedNanos) {

    boolean isOf(ServerAccess current) {
      return opened.server().equals(current) && System.nanoTime() - openedNanos <= LONGEST_NANOS;
    }

    Connection connection() {
      return opened.connection();
    }

    void close() {
      try {
        connection().close();
      } catch (SQLException e) {
        LOG.debug("A connection to the database did not end well: {}", e.getSQLState());
      }
    }
  }

  private final DatabaseConnections connections;
  private final BlockingQueue<Kept> idle = new ArrayBlockingQueue<>(MOST);
  private volatile boolean closed;

  public KeptConnections(DatabaseConnections connections) {
    this.connections = connections;
  }

  /**
   * Asks a question, and asks it once more on a new connection if the one that was kept does not
   * answer. Blocks.
   */
  public <T> T ask(Question<T> question) throws SourceException {
    Kept kept = idle.poll();
    while (kept != null && !kept.isOf(connections.access())) {
      kept.close();
      kept = idle.poll();
    }
    if (kept != null) {
      try {
        // by then a new one would have been made
        long patience = connections.access().connectTimeout().toMillis();
        kept.connection().setNetworkTimeout(Runnable::run, (int) patience);
        return ask(kept, question);
      } catch (SQLException e) {
        LOG.debug("The connection that was kept is of no use; another one is made");
      }
    }
    try {
      return ask(new Kept(connections.connect(), System.nanoTime()), question);
    } catch (SQLException e) {
      throw ServerTrouble.of(e, connections.access());
    }
  }

  private <T> T ask(Kept kept, Question<T> question) throws SQLException, SourceException {
    boolean answered = false;
    try {
      T answer = question.ask(kept.connection());
      answered = true;
      return answer;
    } finally {
      if (!answered || closed || !idle.offer(kept)) {
        kept.close();
      } else if (closed) {
        close();
      }
    }
  }

  /** Closes the connections that are kept. Those in use are closed behind their answers. */
  @Override
  public void close() {
    closed = true;
    for (Kept kept = idle.poll(); kept != null; kept = idle.poll()) {
      kept.close();
    }
  }
}
