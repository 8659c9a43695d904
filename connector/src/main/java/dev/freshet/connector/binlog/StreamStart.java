package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerRun;
import dev.freshet.connector.schema.ServerTrouble;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What has to hold whenever a stream begins to read over a new connection. Not thread-safe. */
public final class StreamStart {

  private final DatabaseConnections connections;
  private final long serverId;

  /** The life of the server that all since the last connection comes from. */
  private @Nullable ServerRun servedBy;

  /**
   * @param serverId the id that the stream uses as a replica
   */
  public StreamStart(DatabaseConnections connections, long serverId) {
    this.connections = connections;
    this.serverId = serverId;
  }

  /**
   * Looks whether the server can be read from behind a position, and which mapped tables it has.
   * Blocks, for some seconds where the server does not list yet what it has sent.
   *
   * @param knownTables is asked to look
   * @return what the server is
   */
  public ServerFacts check(BinlogPosition position, KnownTables knownTables)
      throws SourceException, InterruptedException {
    StartCheck check = new StartCheck(connections.access().address());
    try (Connection jdbc = connections.open()) {
      ServerFacts facts = ServerFacts.read(jdbc);
      check.binlog(facts, serverId);
      facts = PublishedTransactions.await(position, facts, jdbc);
      ServerRun run = ServerRun.read(facts, jdbc);
      if (run.isSameAs(servedBy) && !PublishedTransactions.covers(facts, position)) {
        throw new SourceException(
            Kind.UNREACHABLE,
            "database "
                + connections.access().address()
                + " has sent transactions that it has not committed yet, as it does while"
                + " semi-synchronous replication waits; see to its replicas if this lasts");
      }
      check.position(position, facts, jdbc);
      servedBy = run;
      knownTables.ask(jdbc);
      return facts;
    } catch (SQLException e) {
      throw ServerTrouble.of(e, connections.access());
    }
  }
}
