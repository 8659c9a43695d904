package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.client.BinlogConnection;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.TableDefinitions;
import org.jspecify.annotations.Nullable;

/** Reads a binlog with a thread of its own, over one connection after the other. */
final class BinlogChangeStream implements ChangeStream {

  private static final long CLOSE_PATIENCE_MILLIS = 5_000;

  private final BinlogOptions options;
  private final long serverId;
  private final ChangeConsumer consumer;
  private final TableDefinitions definitions;
  private final ChunkHandover chunks;
  private final StreamStart start;
  private final PreparedTransactions prepared = new PreparedTransactions();
  private final KnownTables knownTables;
  private final Backoff backoff;
  private final Thread thread;

  private volatile boolean closed;
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
    this.thread = new Thread(this::run, "freshet-binlog-" + streamId);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          readOnce();
        } catch (SourceException e) {
          if (closed) {
            return;
          }
          if (e.kind() != Kind.UNREACHABLE) {
            consumer.failed(e);
            return;
          }
          consumer.disconnected(e);
          backoff.pause();
        }
      }
    } catch (InterruptedException e) {
      // closed: there is nobody to tell
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      consumer.failed(
          new SourceException(
              Kind.UNDECODABLE,
              "reading the binlog failed in a way that is not foreseen: " + e,
              e));
    }
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
      if (!closed) {
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
    closed = true;
    thread.interrupt();
    BinlogConnection open = connection;
    if (open != null) {
      open.close();
    }
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      // only a question to a server that does not answer takes longer, and no chunk comes after it
      thread.join(CLOSE_PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
