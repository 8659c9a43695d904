package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.GtidEvent;
import dev.freshet.connector.binlog.event.MariadbCompression;
import dev.freshet.connector.binlog.event.MariadbGtidEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.TransactionPayload;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidSource;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of the events of one connection. What it cannot follow ends the connection
 * with an exception that names the place; nothing is ever passed over for that reason.
 */
final class TransactionReader implements EventHandler {

  private final ChunkHandover chunks;
  private final BinlogPlace place = new BinlogPlace();
  private final RunningTransaction running;
  private final RowsReader rows;
  private final StatementReader statements;
  private final @Nullable FilePosition skipUntil;
  private @Nullable GtidSource gtidSource;

  /**
   * @param filter the tables that are mapped
   * @param knownTables mapped tables that there are
   * @param chunks takes what is read, and tells where reading began
   * @param prepared XA transactions that wait, over all connections
   * @param maximumChunkBytes the size from which a transaction is handed on in parts
   * @param rowsByStatement what becomes of tables whose rows are changed by statements
   * @param mariadb whether the server is a MariaDB
   */
  TransactionReader(
      TableFilter filter,
      KnownTables knownTables,
      TableDefinitions definitions,
      ChunkHandover chunks,
      PreparedTransactions prepared,
      long maximumChunkBytes,
      RowsByStatement rowsByStatement,
      boolean mariadb) {
    this.chunks = chunks;
    this.running = new RunningTransaction(place, chunks, prepared, maximumChunkBytes);
    this.rows = new RowsReader(new MappedTables(filter, definitions, mariadb), chunks, running);
    this.statements = new StatementReader(filter, knownTables, rowsByStatement, chunks, running);
    this.skipUntil = chunks.position() instanceof FilePosition file ? file : null;
  }

  @Override
  public void event(RawEvent event) throws SourceException, InterruptedException {
    try {
      place.advance(event);
      if (skipUntil != null && !place.joins()) {
        throw new UndecodableException("it does not begin where the event before it ended");
      }
      if (skipUntil == null || event.isArtificial() || !place.isBefore(skipUntil)) {
        handle(event);
        followFile(event);
      }
    } catch (UndecodableException e) {
      throw stopAt(event, e.getMessage(), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw stopAt(event, "it fails in a way that is not foreseen, with " + e, e);
    }
  }

  private SourceException stopAt(RawEvent event, @Nullable String reason, Throwable cause) {
    return new SourceException(
        Kind.UNDECODABLE,
        "the event at "
            + place
            + " (type "
            + event.code()
            + ") cannot be followed: "
            + reason
            + "; the stream stops here so that no change is lost",
        cause);
  }

  @Override
  public boolean isInTransaction() {
    return running.isOpen();
  }

  @Override
  public String nextPlace() {
    return place.next();
  }

  private void handle(RawEvent event) throws SourceException, InterruptedException {
    switch (event.code()) {
      case EventCode.GTID, EventCode.ANONYMOUS_GTID -> {
        GtidEvent gtid = GtidEvent.parse(event, gtidSource);
        gtidSource = gtid.gtid().source();
        running.begin(event, gtid);
      }
      case EventCode.GTID_TAGGED -> running.begin(event, GtidEvent.parseTagged(event));
      case EventCode.MARIADB_GTID -> running.begin(MariadbGtidEvent.parse(event));
      case EventCode.QUERY -> statements.query(event);
      case EventCode.MARIADB_QUERY_COMPRESSED ->
          statements.query(MariadbCompression.expandQuery(event));
      case EventCode.TABLE_MAP -> rows.tableMap(event);
      case EventCode.WRITE_ROWS,
          EventCode.UPDATE_ROWS,
          EventCode.DELETE_ROWS,
          EventCode.WRITE_ROWS_V1,
          EventCode.UPDATE_ROWS_V1,
          EventCode.DELETE_ROWS_V1,
          EventCode.PARTIAL_UPDATE_ROWS ->
          rows.rows(event);
      case EventCode.MARIADB_WRITE_ROWS_COMPRESSED,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED,
          EventCode.MARIADB_WRITE_ROWS_COMPRESSED_V1,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED_V1,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED_V1 ->
          rows.rows(MariadbCompression.expandRows(event));
      case EventCode.TRANSACTION_PAYLOAD -> payload(event);
      case EventCode.XID -> running.finish(event);
      case EventCode.XA_PREPARE -> running.prepare(event);
      case EventCode.HEARTBEAT, EventCode.HEARTBEAT_V2 -> chunks.idle();
      case EventCode.FORMAT_DESCRIPTION -> newFile(event);
      case EventCode.EXECUTE_LOAD_QUERY -> statements.loadedFile(event);
      case EventCode.INCIDENT ->
          throw new UndecodableException(
              "the server says that changes may be missing from its binlog; start again from its"
                  + " latest position, with the tables warmed");
      case EventCode.STOP,
          EventCode.ROTATE,
          EventCode.INTVAR,
          EventCode.RAND,
          EventCode.USER_VAR,
          EventCode.BEGIN_LOAD_QUERY,
          EventCode.APPEND_BLOCK,
          EventCode.DELETE_FILE,
          EventCode.IGNORABLE,
          EventCode.ROWS_QUERY,
          EventCode.PREVIOUS_GTIDS,
          EventCode.TRANSACTION_CONTEXT,
          EventCode.VIEW_CHANGE,
          EventCode.MARIADB_ANNOTATE_ROWS,
          EventCode.MARIADB_BINLOG_CHECKPOINT,
          EventCode.MARIADB_GTID_LIST,
          EventCode.MARIADB_START_ENCRYPTION -> {
        // nothing in them changes a row
      }
      default -> {
        if (!event.isIgnorable()) {
          throw new UndecodableException(
              "this type of event is not known; a newer Freshet may know it");
        }
      }
    }
  }

  private void payload(RawEvent event) throws SourceException, InterruptedException {
    try (TransactionPayload payload = TransactionPayload.open(event)) {
      for (RawEvent inner = payload.next(); inner != null; inner = payload.next()) {
        if (inner.code() == EventCode.TRANSACTION_PAYLOAD) {
          throw new UndecodableException("it holds another compressed transaction");
        }
        handle(inner);
      }
    }
  }

  private void newFile(RawEvent event) {
    if (!event.isArtificial() && running.isOpen()) {
      running.abandon();
    }
  }

  /**
   * Files begin and end with events that belong to no transaction; the position moves over them.
   */
  private void followFile(RawEvent event) throws InterruptedException {
    if (chunks.position() instanceof FilePosition reached
        && !running.isOpen()
        && !event.isArtificial()
        && !place.isAt(reached)) {
      chunks.moveTo(place.end(), event.seconds() * 1_000_000);
    }
  }
}
