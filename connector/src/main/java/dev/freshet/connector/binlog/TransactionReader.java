package dev.freshet.connector.binlog;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.MappedTables.MappedTable;
import dev.freshet.connector.binlog.PreparedTransactions.Prepared;
import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.GtidEvent;
import dev.freshet.connector.binlog.event.MariadbCompression;
import dev.freshet.connector.binlog.event.MariadbGtidEvent;
import dev.freshet.connector.binlog.event.QueryEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.RowsEvent;
import dev.freshet.connector.binlog.event.TransactionPayload;
import dev.freshet.connector.binlog.statement.Statement;
import dev.freshet.connector.binlog.statement.StatementRecogniser;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.Gtid;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSource;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.schema.TableDefinition;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.BinlogRowImage;
import dev.freshet.connector.value.UndecodableException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of the events of one connection. What it cannot follow ends the connection
 * with an exception that names the place; nothing is ever passed over for that reason.
 */
final class TransactionReader implements EventHandler {

  /** What a row keeps in use beside its share of the event, in bytes: objects, and per column. */
  private static final int ROW_BYTES = 96;

  private static final int COLUMN_BYTES = 4;

  /** How many chunks' worth of prepared XA transactions are held in memory. */
  private static final int PREPARED_CHUNKS = 16;

  private static final String WRITE_ROWS_REMEDY =
      "set binlog_format=ROW on the server and in every session, and start again from a position"
          + " after that statement, with the tables warmed";

  private final TableFilter filter;
  private final Set<TableName> knownTables;
  private final TableDefinitions definitions;
  private final MappedTables tables;
  private final ChunkHandover chunks;
  private final long maximumPreparedBytes;
  private final Runnable connected;

  private final BinlogPlace place = new BinlogPlace();
  private final RunningTransaction running = new RunningTransaction();
  private final PreparedTransactions prepared = new PreparedTransactions();
  private final @Nullable FilePosition skipUntil;
  private @Nullable GtidSource gtidSource;

  /**
   * @param filter the tables that are mapped
   * @param knownTables mapped tables that there are
   * @param chunks takes what is read, and tells where reading began
   * @param maximumChunkBytes the size from which a transaction is handed on in parts
   * @param mariadb whether the server is a MariaDB
   * @param connected is told when the server begins to send
   */
  TransactionReader(
      TableFilter filter,
      Set<TableName> knownTables,
      TableDefinitions definitions,
      ChunkHandover chunks,
      long maximumChunkBytes,
      boolean mariadb,
      Runnable connected) {
    this.filter = filter;
    this.knownTables = knownTables;
    this.definitions = definitions;
    this.tables = new MappedTables(filter, definitions, mariadb);
    this.chunks = chunks;
    this.maximumPreparedBytes = PREPARED_CHUNKS * maximumChunkBytes;
    this.connected = connected;
    this.skipUntil = chunks.position() instanceof FilePosition file ? file : null;
  }

  @Override
  public void connected() {
    connected.run();
  }

  @Override
  public void event(RawEvent event) throws SourceException, InterruptedException {
    try {
      place.advance(event);
      if (skipUntil == null || event.isArtificial() || !place.isBefore(skipUntil)) {
        handle(event);
        followFile(event);
      }
    } catch (UndecodableException e) {
      throw undecodable(event, e.getMessage() == null ? "" : e.getMessage(), e);
    }
  }

  private SourceException undecodable(RawEvent event, String reason, @Nullable Exception cause) {
    String message =
        "the event at "
            + place
            + " (type "
            + event.code()
            + ") cannot be followed: "
            + reason
            + "; the stream stops here so that no change is lost";
    return cause == null
        ? new SourceException(Kind.UNDECODABLE, message)
        : new SourceException(Kind.UNDECODABLE, message, cause);
  }

  private void handle(RawEvent event) throws SourceException, InterruptedException {
    switch (event.code()) {
      case EventCode.GTID, EventCode.ANONYMOUS_GTID -> {
        GtidEvent gtid = GtidEvent.parse(event, gtidSource);
        gtidSource = gtid.gtid().source();
        begin(event, gtid);
      }
      case EventCode.GTID_TAGGED -> begin(event, GtidEvent.parseTagged(event));
      case EventCode.MARIADB_GTID -> begin(MariadbGtidEvent.parse(event));
      case EventCode.QUERY -> query(event);
      case EventCode.MARIADB_QUERY_COMPRESSED -> query(MariadbCompression.expandQuery(event));
      case EventCode.TABLE_MAP -> tables.map(event);
      case EventCode.WRITE_ROWS,
          EventCode.UPDATE_ROWS,
          EventCode.DELETE_ROWS,
          EventCode.WRITE_ROWS_V1,
          EventCode.UPDATE_ROWS_V1,
          EventCode.DELETE_ROWS_V1 ->
          rows(event);
      case EventCode.MARIADB_WRITE_ROWS_COMPRESSED,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED,
          EventCode.MARIADB_WRITE_ROWS_COMPRESSED_V1,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED_V1,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED_V1 ->
          rows(MariadbCompression.expandRows(event));
      case EventCode.PARTIAL_UPDATE_ROWS ->
          throw undecodable(
              event,
              "it holds parts of JSON documents in place of whole rows; set"
                  + " binlog_row_value_options='' on the server and in every session, and start"
                  + " again from a position after that, with the tables warmed",
              null);
      case EventCode.TRANSACTION_PAYLOAD -> payload(event);
      case EventCode.XID -> finish(event);
      case EventCode.XA_PREPARE -> prepare(event);
      case EventCode.HEARTBEAT, EventCode.HEARTBEAT_V2 -> chunks.idle();
      case EventCode.FORMAT_DESCRIPTION -> newFile(event);
      case EventCode.BEGIN_LOAD_QUERY, EventCode.EXECUTE_LOAD_QUERY ->
          throw undecodable(
              event, "LOAD DATA was written as a statement; " + WRITE_ROWS_REMEDY, null);
      case EventCode.INCIDENT ->
          throw undecodable(
              event,
              "the server says that changes may be missing from its binlog; start again from its"
                  + " latest position, with the tables warmed",
              null);
      case EventCode.STOP,
          EventCode.ROTATE,
          EventCode.INTVAR,
          EventCode.RAND,
          EventCode.USER_VAR,
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
          throw undecodable(
              event, "this type of event is not known; a newer Freshet may know it", null);
        }
      }
    }
  }

  private void begin(RawEvent event, GtidEvent gtid) throws SourceException {
    if (!(chunks.position() instanceof GtidPosition position)) {
      beginAt(place.start(), null, gtid.commitMicros());
      return;
    }
    if (event.code() == EventCode.ANONYMOUS_GTID) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "the transaction at "
              + place
              + " has no GTID although the stream is followed by GTIDs; set gtid_mode=ON on the"
              + " server, and start again from its latest position, with the tables warmed");
    }
    beginAt(gtid.gtid(), position.with(gtid.gtid()), gtid.commitMicros());
    running.setGtid(gtid.gtid());
  }

  private void begin(MariadbGtidEvent gtid) throws SourceException {
    if (chunks.position() instanceof MariadbGtidPosition position) {
      beginAt(gtid.gtid(), position.with(gtid.gtid()), 0);
    } else {
      beginAt(place.start(), null, 0);
    }
    if (!gtid.isStandalone()) {
      running.setExplicit();
    }
  }

  private void beginAt(Object identity, @Nullable SourcePosition after, long commitMicros)
      throws SourceException {
    if (running.isOpen()) {
      throw new UndecodableException("a transaction begins inside of another one");
    }
    chunks.begin(identity);
    running.begin(identity, after, commitMicros);
  }

  private void query(RawEvent event) throws SourceException, InterruptedException {
    if (QueryEvent.isBegin(event)) {
      explicit();
      return;
    }
    QueryEvent query = QueryEvent.parse(event);
    Statement statement = StatementRecogniser.recognise(query.database(), query.sql());
    if (statement instanceof Statement.Begin) {
      explicit();
    } else if (statement instanceof Statement.Commit) {
      finish(event);
    } else if (statement instanceof Statement.Rollback) {
      rollback(event);
    } else if (statement instanceof Statement.PartialRollback) {
      partialRollback(event);
    } else if (statement instanceof Statement.Savepoint) {
      explicit();
    } else if (statement instanceof Statement.Xa xa) {
      xa(event, xa);
    } else if (statement instanceof Statement.RowsByStatement rows) {
      rowsByStatement(event, rows.target());
      endOfStatement(event);
    } else if (statement instanceof Statement.Tables changed) {
      changed.changes().forEach(this::tableChange);
      endOfStatement(event);
    } else if (statement instanceof Statement.DropDatabase dropped) {
      dropDatabase(dropped.database());
      endOfStatement(event);
    } else {
      endOfStatement(event);
    }
  }

  private void explicit() throws SourceException {
    if (!running.isOpen()) {
      beginAt(place.start(), null, 0);
    }
    running.setExplicit();
  }

  private void endOfStatement(RawEvent event) throws InterruptedException {
    if (!running.isExplicit()) {
      finish(event);
    }
  }

  private void tableChange(TableChange change) {
    if (filter.matches(change.table())) {
      chunks.add(change, ROW_BYTES);
    }
  }

  private void dropDatabase(String database) {
    Set<TableName> known = new HashSet<>(knownTables);
    known.addAll(definitions.tables());
    for (TableName table : known) {
      if (table.database().equalsIgnoreCase(database)) {
        tableChange(new TableChange(table, TableChange.Kind.DROP));
      }
    }
  }

  private void rowsByStatement(RawEvent event, @Nullable TableName target) throws SourceException {
    if (target == null || filter.matches(target)) {
      throw undecodable(
          event,
          "rows of "
              + (target == null ? "one or more tables" : "table " + target)
              + " were changed by a statement; "
              + WRITE_ROWS_REMEDY,
          null);
    }
  }

  private void rollback(RawEvent event) throws SourceException, InterruptedException {
    if (chunks.hasChanges()) {
      throw undecodable(
          event,
          "a transaction that changed mapped tables is rolled back in the binlog, which happens"
              + " when it also changed tables of an engine without transactions; start again from a"
              + " position after it, with the tables warmed",
          null);
    }
    finish(event);
  }

  private void partialRollback(RawEvent event) throws SourceException {
    if (chunks.hasChanges()) {
      throw undecodable(
          event,
          "a part of a transaction that changed mapped tables is taken back in the binlog; start"
              + " again from a position after it, with the tables warmed",
          null);
    }
  }

  private void rows(RawEvent event) throws SourceException, InterruptedException {
    long id = RowsEvent.tableId(event);
    if (id == RowsEvent.NO_TABLE) {
      return;
    }
    MappedTable table = tables.get(id);
    TableDefinition definition = table.definition();
    if (definition == null) {
      return;
    }
    try {
      addRows(event, definition);
    } catch (UndecodableException e) {
      throw undecodable(event, "table " + table.name() + ": " + e.getMessage(), e);
    }
    if (running.xid() != null) {
      if (chunks.bytes() + prepared.bytes() > maximumPreparedBytes) {
        throw undecodable(
            event,
            "XA transactions that are not yet committed hold more than "
                + maximumPreparedBytes
                + " bytes of changes; raise max.transaction.chunk.bytes, or make them smaller",
            null);
      }
    } else if (chunks.isFull()) {
      chunks.part(identity(), within(), commitMicros(event));
    }
  }

  private void addRows(RawEvent event, TableDefinition definition) {
    int columns = definition.formats().size();
    RowsEvent rows = RowsEvent.parse(event, columns);
    long rowBytes = ROW_BYTES + (long) COLUMN_BYTES * columns;
    chunks.addBytes(event.bodyLength());
    int at = rows.rowsAt();
    while (at < event.bodyLength()) {
      BinlogRowImage first =
          definition.layout().read(event.body(), at, event.bodyLength(), rows.before());
      at = first.end();
      RowChange change =
          switch (rows.kind()) {
            case INSERT -> RowChange.insert(definition.schema(), first);
            case DELETE -> RowChange.delete(definition.schema(), first);
            case UPDATE -> {
              BinlogRowImage second =
                  definition.layout().read(event.body(), at, event.bodyLength(), rows.after());
              at = second.end();
              yield RowChange.update(definition.schema(), first, second);
            }
          };
      chunks.add(change, rowBytes);
    }
  }

  private Object identity() {
    Object identity = running.identity();
    if (identity == null) {
      throw new UndecodableException("rows come outside of a transaction");
    }
    return identity;
  }

  private SourcePosition within() {
    SourcePosition after = running.after();
    return after != null ? after : place.end();
  }

  private long commitMicros(RawEvent event) {
    return running.commitMicros() != 0 ? running.commitMicros() : event.seconds() * 1_000_000;
  }

  private void finish(RawEvent event) throws InterruptedException {
    SourcePosition after = within();
    long commitMicros = commitMicros(event);
    running.clear();
    chunks.finish(after, commitMicros);
  }

  private void payload(RawEvent event) throws SourceException, InterruptedException {
    try (TransactionPayload payload = TransactionPayload.open(event)) {
      for (RawEvent inner = payload.next(); inner != null; inner = payload.next()) {
        handle(inner);
      }
    }
  }

  private void xa(RawEvent event, Statement.Xa xa) throws SourceException, InterruptedException {
    switch (xa.phase()) {
      case START -> {
        explicit();
        running.setXid(xa.xid());
      }
      case END, PREPARE -> {
        // the event that follows ends the transaction
      }
      case COMMIT, ROLLBACK -> completeXa(event, xa);
    }
  }

  /**
   * XA_PREPARE ends a transaction that is committed at once, or one that is to be decided later.
   */
  private void prepare(RawEvent event) throws SourceException, InterruptedException {
    boolean committedAtOnce = event.bodyLength() > 0 && event.body()[0] != 0;
    Gtid gtid = running.gtid();
    String xid = running.xid();
    if (committedAtOnce) {
      finish(event);
    } else if (gtid != null && xid != null) {
      long bytes = chunks.bytes();
      prepared.add(xid, new Prepared(gtid, chunks.take(), bytes));
      running.clear();
    } else if (chunks.hasChanges()) {
      throw undecodable(
          event,
          "an XA transaction that changed mapped tables is prepared, which can only be followed"
              + " with the GTIDs of MySQL",
          null);
    } else {
      finish(event);
    }
  }

  private void completeXa(RawEvent event, Statement.Xa xa)
      throws SourceException, InterruptedException {
    Prepared found = prepared.remove(xa.xid());
    boolean committed = xa.phase() == Statement.Xa.Phase.COMMIT;
    SourcePosition after = within();
    if (after instanceof GtidPosition position && found != null) {
      if (committed) {
        found.changes().forEach(change -> chunks.add(change, 0));
        chunks.addBytes(found.bytes());
      }
      after = position.with(found.gtid());
    } else if (after instanceof GtidPosition && committed) {
      throw undecodable(
          event,
          "an XA transaction is committed that was prepared before the place where the stream"
              + " began, so that its changes are not known; start again from a position after it,"
              + " with the tables warmed",
          null);
    }
    long commitMicros = commitMicros(event);
    running.clear();
    chunks.finish(after, commitMicros);
  }

  /**
   * Files begin and end with events that belong to no transaction; the position moves over them.
   */
  private void followFile(RawEvent event) throws InterruptedException {
    if (chunks.position() instanceof FilePosition reached
        && !running.isOpen()
        && !event.isArtificial()
        && !place.isAt(reached)) {
      chunks.moveTo(place.end(), commitMicros(event));
    }
  }

  /** A server that has died in the middle of a transaction goes on with a new file. */
  private void newFile(RawEvent event) throws SourceException {
    if (event.isArtificial() || !running.isOpen()) {
      return;
    }
    if (chunks.isPartlyDelivered()) {
      throw undecodable(
          event,
          "the server died before it had written the transaction that came before, of which a part"
              + " has been taken over; start again from a position after it, with the tables"
              + " warmed",
          null);
    }
    chunks.discard();
    running.clear();
  }
}
