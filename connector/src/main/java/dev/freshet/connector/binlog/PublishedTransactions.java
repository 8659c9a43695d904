package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Waits for a server to list the transactions that it has sent: it sends them from the binlog a
 * moment before it counts them as executed.
 */
final class PublishedTransactions {

  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 250;

  private PublishedTransactions() {}

  /** The server's facts once they cover the position, or as they are after five seconds. */
  static ServerFacts await(SourcePosition position, ServerFacts facts, Connection connection)
      throws SQLException, InterruptedException {
    ServerFacts current = facts;
    for (int attempt = 0; attempt < ATTEMPTS && !covers(current, position); attempt++) {
      Thread.sleep(PAUSE_MILLIS);
      current = ServerFacts.read(connection);
    }
    return current;
  }

  /** Whether a server counts all transactions before a position as executed. */
  static boolean covers(ServerFacts facts, SourcePosition position) {
    if (position instanceof GtidPosition && !facts.mariadb()) {
      return GtidPosition.behind(GtidSet.parse(facts.executed())).covers(position);
    }
    if (position instanceof MariadbGtidPosition && facts.mariadb()) {
      return MariadbGtidPosition.parse(facts.executed()).covers(position);
    }
    return true;
  }
}
