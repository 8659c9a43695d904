package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.client.BinlogConnection;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.TableDefinitions;
import org.jspecify.annotations.Nullable;

/** Reads a binlog with a thread of its own, over one connection after the other. */
final class BinlogChangeStream implements ChangeStream {

  private final BinlogOptions options;
  private final long serverId;
  private final ChangeConsumer consumer;
  private final TableDefinitions definitions;
  private final ChunkHandover chunks;
  private final StreamStart start;
  private final PreparedTransactions prepared = new PreparedTransactions();
  private final KnownTables knownTables;
  private final Backoff backoff;
  private final StreamThread thread;

  private volatile @Nullable BinlogConnection connection;

  BinlogChangeStream(
      BinlogOptions options, int streamId, SourcePosition from, ChangeConsumer consumer) {
    this.options = options;
    this.serverId = options.serverId() + streamId;
    this.consumer = consumer;
    DatabaseConnections connections = new DatabaseConnections(options.access());
    this.definitions = new TableDefinitions(connections, options.zone());
    this.knownTables = new KnownTables(options.tables(), definitions);
    this.chunks = new ChunkHandover(consumer, (BinlogPosition) from, options.maximumChunkBytes());
    this.start = new StreamStart(connections, serverId);
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
    ServerFacts facts = start.check(chunks.position(), knownTables);
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
            facts.mariadb());
    try (BinlogConnection own =
        new BinlogConnection(options.access(), serverId, options.heartbeat())) {
      connection = own;
      if (!thread.isClosed()) {
        own.read(
            prepared.addedTo(chunks.position()),
            new FirstEvents(reader, this::connected, backoff::reset));
      }
    }
  }

  private void connected() {
    consumer.connected(options.access().address());
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
