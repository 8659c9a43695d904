package dev.freshet.connector.debezium;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.Backoff;
import dev.freshet.connector.binlog.ChunkHandover;
import dev.freshet.connector.binlog.KnownTables;
import dev.freshet.connector.binlog.StreamStart;
import dev.freshet.connector.binlog.StreamThread;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.DatabaseHosts;
import dev.freshet.connector.schema.ServerFacts;
import dev.freshet.connector.schema.ServerTrouble;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.UndecodableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads from one of Debezium's connectors with a thread of its own. The connector never restarts by
 * itself: whatever ends it ends this run of it, and the next begins behind the last transaction
 * that was handed over whole. Offsets are stored by nobody but the daemon, in its checkpoint.
 */
final class DebeziumChangeStream implements ChangeStream {

  private static final int SILENT_HEARTBEATS = 10;
  private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(5);

  /** It comes before the connector connects. */
  private static final int FIRST_HEARTBEAT = 1;

  /** Until its first record a connector reads its history, or the definitions of all tables. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(5);

  /** Where the source's binlog ends now. */
  @FunctionalInterface
  interface Latest {
    SourcePosition position() throws SourceException;
  }

  private final ConnectorSettings settings;
  private final SchemaHistory history;
  private final SchemaHistory.PositionCheck readable;
  private final Latest latest;
  private final int streamId;
  private final ChangeConsumer consumer;
  private final DatabaseConnections connections;
  private final KnownTables knownTables;
  private final StreamStart start;
  private final ChunkHandover chunks;
  private final Backoff backoff;
  private final StreamThread thread;

  DebeziumChangeStream(
      ConnectorSettings settings,
      SchemaHistory history,
      SchemaHistory.PositionCheck readable,
      Latest latest,
      int streamId,
      BinlogPosition from,
      ChangeConsumer consumer) {
    this.settings = settings;
    this.history = history;
    this.readable = readable;
    this.latest = latest;
    this.streamId = streamId;
    this.consumer = consumer;
    this.connections = new DatabaseConnections(settings.options().access());
    this.knownTables =
        new KnownTables(
            settings.options().tables(),
            new TableDefinitions(connections, settings.options().zone()));
    this.start =
        new StreamStart(
            new DatabaseHosts(settings.options().servers()),
            settings.options().serverId() + streamId);
    this.chunks = new ChunkHandover(consumer, from, settings.options().maximumChunkBytes());
    this.backoff =
        new Backoff(settings.options().minimumBackoff(), settings.options().maximumBackoff());
    this.thread =
        new StreamThread(
            "freshet-debezium-" + streamId, "from Debezium", consumer, backoff, this::readOnce);
  }

  void start() {
    thread.start();
  }

  /** Runs the connector until something ends it. */
  private void readOnce() throws SourceException, InterruptedException {
    Thread.currentThread().setContextClassLoader(settings.connector().getClassLoader());
    BinlogPosition from = chunks.position();
    ServerFacts facts = start.check(from, from, knownTables).facts();
    if (!settings.product().fits(facts)) {
      throw ConnectorTrouble.wrongServer(facts, settings.product(), address());
    }
    chunks.reconnected();
    String serverName = settings.serverName(streamId);
    SchemaHistory.OfStream definitions = history.prepare(streamId, serverName, from, readable);
    SourcePosition definedAt = definitions.isEmpty() ? latest.position() : from;
    RecordReader reader =
        new RecordReader(
            settings.options(),
            new RecordTables(connections, facts.mariadb(), settings.options().zone()),
            knownTables,
            chunks,
            definedAt,
            definitions.begin().covers(from));
    ConnectorTask task = startTask(definitions.begin(), definitions.file(), definitions.isEmpty());
    try {
      read(task, reader);
    } finally {
      stop(task);
    }
  }

  private ConnectorTask startTask(BinlogPosition from, Path historyFile, boolean isEmpty)
      throws SourceException {
    try {
      Map<String, Object> offset;
      boolean hasTls;
      try (Connection connection = connections.open()) {
        offset = StartOffset.of(from, connection);
        hasTls = hasTls(connection);
      }
      return ConnectorTask.start(
          settings.connector(),
          settings.configuration(streamId, historyFile, !isEmpty, hasTls),
          offset);
    } catch (SQLException e) {
      throw ServerTrouble.of(e, connections.access());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw ConnectorTrouble.of(e, address());
    }
  }

  /** Whether the server said so when MariaDB's own driver asked it, by the cipher in use. */
  private static boolean hasTls(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
      return row.next() && !row.getString(2).isEmpty();
    }
  }

  private void read(ConnectorTask task, RecordReader reader)
      throws SourceException, InterruptedException {
    Duration mostSilence = settings.options().heartbeat().multipliedBy(SILENT_HEARTBEATS);
    if (mostSilence.compareTo(SHORTEST_SILENCE) < 0) {
      mostSilence = SHORTEST_SILENCE;
    }
    boolean connected = false;
    int streamedRecords = 0;
    long heardNanos = System.nanoTime();
    while (!thread.isClosed()) {
      List<SourceRecord> records = poll(task);
      for (SourceRecord record : records) {
        streamedRecords += read(reader, record) ? 1 : 0;
        if (streamedRecords > FIRST_HEARTBEAT && !connected) {
          connected = true;
          backoff.reset();
          consumer.connected(address());
        }
      }
      if (!records.isEmpty()) {
        heardNanos = System.nanoTime();
        if (reader.isCaughtUp()) {
          history.reached(chunks.position());
        }
      }
      Duration patience = connected ? mostSilence : START_PATIENCE;
      if (System.nanoTime() - heardNanos > patience.toNanos()) {
        throw silent(patience);
      }
    }
  }

  private SourceException silent(Duration patience) {
    return new SourceException(
        Kind.UNREACHABLE,
        "database "
            + address()
            + " has sent nothing through Debezium for "
            + patience.toMillis()
            + "ms, not even a heartbeat");
  }

  private List<SourceRecord> poll(ConnectorTask task) throws SourceException, InterruptedException {
    try {
      return task.poll();
    } catch (RuntimeException e) {
      throw ConnectorTrouble.of(e, address());
    }
  }

  private static boolean read(RecordReader reader, SourceRecord record)
      throws SourceException, InterruptedException {
    try {
      return reader.read(record);
    } catch (UndecodableException e) {
      throw new SourceException(
          Kind.UNDECODABLE,
          "a record of Debezium's at "
              + record.sourceOffset()
              + " cannot be followed: "
              + e.getMessage()
              + "; the stream stops here so that no change is lost",
          e);
    }
  }

  /** A thread that was interrupted would not wait for the connector's own threads to end. */
  private static void stop(ConnectorTask task) {
    boolean interrupted = Thread.interrupted();
    try {
      task.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String address() {
    return settings.options().access().address();
  }

  @Override
  public void close() {
    thread.close();
    thread.awaitEnd();
  }
}
