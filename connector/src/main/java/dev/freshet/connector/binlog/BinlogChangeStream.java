package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.client.BinlogConnection;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.DatabaseHosts;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import org.jspecify.annotations.Nullable;

/** Reads a binlog with a thread of its own, over one connection after the other. */
final class BinlogChangeStream implements ChangeStream {

  private final BinlogOptions options;
  private final long serverId;
  private final BinlogPosition known;
  private final ChangeConsumer consumer;
  private final TableDefinitions definitions;
  private final ChunkHandover chunks;
  private final StreamStart start;
  private final PreparedTransactions prepared = new PreparedTransactions();
  private final KnownTables knownTables;
  private final Backoff backoff;
  private final StreamThread thread;

  /** Whether a server must have the very transaction behind which it is asked to begin. */
  private final boolean strict;

  private volatile @Nullable BinlogConnection connection;

  /**
   * @param hosts the servers that may be read from
   * @param known a place that the server has to have, too
   */
  BinlogChangeStream(
      BinlogOptions options,
      DatabaseHosts hosts,
      int streamId,
      SourcePosition from,
      SourcePosition known,
      ChangeConsumer consumer) {
    this.options = options;
    this.serverId = options.serverId() + streamId;
    this.known = (BinlogPosition) known;
    this.consumer = consumer;
    DatabaseConnections connections = new DatabaseConnections(hosts);
    this.definitions = new TableDefinitions(connections, options.zone());
    this.knownTables = new KnownTables(options.tables(), definitions);
    this.chunks = new ChunkHandover(consumer, (BinlogPosition) from, options.maximumChunkBytes());
    this.strict = hosts.areSeveral();
    this.start = new StreamStart(hosts, serverId);
    this.backoff = new Backoff(options.minimumBackoff(), options.maximumBackoff());
    this.thread =
        new StreamThread(
            "freshet-binlog-" + streamId, "the binlog", consumer, backoff, this::readOnce);
  }

  void start() {
    thread.start();
  }

  /** Reads over one connection until that ends. */
  private void readOnce() throws SourceException, InterruptedException {
    StreamStart.Chosen chosen = start.check(chunks.position(), known, knownTables);
    chunks.reconnected();
    TransactionReader reader =
        new TransactionReader(
            options.tables(),
            knownTables,
            definitions,
            chunks,
            prepared,
            options.maximumChunkBytes(),
            options.statements(),
            chosen.facts().mariadb());
    try (BinlogConnection own =
        new BinlogConnection(chosen.server(), serverId, options.heartbeat(), strict)) {
      connection = own;
      if (!thread.isClosed()) {
        own.read(
            prepared.addedTo(chunks.position()),
            new FirstEvents(reader, () -> connected(chosen.server()), backoff::reset));
      }
    }
  }

  private void connected(ServerAccess server) {
    consumer.connected(server.address());
  }

  @Override
  public void close() {
    thread.close();
    BinlogConnection open = connection;
    if (open != null) {
      open.close();
    }
    thread.awaitEnd();
  }
}
