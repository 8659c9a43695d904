package dev.freshet.connector.debezium;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.BinlogOptions;
import dev.freshet.connector.binlog.ChunkHandover;
import dev.freshet.connector.binlog.KnownTables;
import dev.freshet.connector.binlog.statement.Statement;
import dev.freshet.connector.binlog.statement.StatementRecogniser;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.value.UndecodableException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of the records of one run of a connector. What it cannot follow ends the run
 * with an exception; nothing is ever passed over for that reason. Used by one thread.
 */
final class RecordReader {

  private static final String TRANSACTION = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final String SCHEMA_CHANGE = ".SchemaChangeValue";
  private static final String ENVELOPE = ".Envelope";
  private static final long MICROS = 1000;

  /** So many in a row come only when there is nothing else. */
  private static final int QUIET_HEARTBEATS = 2;

  /** What a change of a whole table keeps in use, in bytes. */
  private static final int TABLE_CHANGE_BYTES = 96;

  private final TableFilter filter;
  private final RecordTables tables;
  private final KnownTables knownTables;
  private final ChunkHandover chunks;
  private final RecordPlaces places;

  /** Where Debezium looked at the tables, if it did so for this run. */
  private final SourcePosition definedAt;

  /** The transaction, or the statement by itself, whose records come; null between two. */
  private @Nullable String open;

  /** Whether rows have come in it: then it has an end of its own. */
  private boolean hasRows;

  /** Whether the consumer has it already. */
  private boolean isKnown;

  /** Without GTIDs, what is complete once a record tells the place behind it. */
  private @Nullable String ended;

  /** Heartbeats since anything else. */
  private int heartbeats;

  /** Whether reading has come to where the consumer is. */
  private boolean caughtUp;

  private long commitMicros;

  RecordReader(
      BinlogOptions options,
      RecordTables tables,
      KnownTables knownTables,
      ChunkHandover chunks,
      SourcePosition definedAt,
      boolean caughtUp) {
    this.filter = options.tables();
    this.tables = tables;
    this.knownTables = knownTables;
    this.chunks = chunks;
    this.places = new RecordPlaces(chunks);
    this.definedAt = definedAt;
    this.caughtUp = caughtUp;
  }

  /** Whether reading has come to where the consumer is: it may begin before that. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /**
   * Takes the next record.
   *
   * @return whether it comes from the stream, and not from what Debezium does before
   */
  boolean read(SourceRecord record) throws SourceException, InterruptedException {
    if (!(record.value() instanceof Struct value)) {
      throw new UndecodableException("it has no structure");
    }
    if (RecordPlaces.isSnapshot(record)) {
      return false;
    }
    String kind = String.valueOf(value.schema().name());
    if (kind.equals(HEARTBEAT)) {
      heartbeat(record);
      return true;
    }
    if (kind.endsWith(SCHEMA_CHANGE) && RecordPlaces.isSnapshot(value.getStruct("source"))) {
      return false;
    }
    heartbeats = 0;
    if (kind.equals(TRANSACTION)) {
      transaction(record, value);
    } else if (kind.endsWith(SCHEMA_CHANGE)) {
      schemaChange(record, value);
    } else if (kind.endsWith(ENVELOPE)) {
      row(record, value);
    } else {
      throw new UndecodableException("it is of a kind that is not known, " + kind);
    }
    return true;
  }

  private void heartbeat(SourceRecord record) throws InterruptedException {
    heartbeats++;
    finishEnded(record);
    if (open != null && !hasRows && heartbeats >= QUIET_HEARTBEATS) {
      finish(record, open);
      finishEnded(record);
    }
    if (open == null) {
      BinlogPosition told = places.told(record);
      if (told != null && told.covers(chunks.position())) {
        caughtUp = true;
        if (!chunks.position().covers(told)) {
          chunks.moveTo(told, 0);
        }
      }
      chunks.idle();
    }
  }

  private void transaction(SourceRecord record, Struct value)
      throws SourceException, InterruptedException {
    String id = value.getString("id");
    finishEnded(record);
    String status = value.getString("status");
    if (status.equals("BEGIN")) {
      begin(record, id, value.getInt64("ts_ms") * MICROS);
    } else if (status.equals("END")) {
      end(record, id);
    } else {
      throw new UndecodableException("a transaction is in a state that is not known");
    }
  }

  /** Something begins, unless it has already: a statement by itself is told in several ways. */
  private void begin(SourceRecord record, String id, long micros)
      throws SourceException, InterruptedException {
    String before = open;
    if (id.equals(before)) {
      return;
    }
    if (before != null) {
      if (hasRows && !isKnown && chunks.hasChanges()) {
        throw new UndecodableException(
            "transaction "
                + before
                + " has no end: it was rolled back, or prepared by XA, and Debezium tells its"
                + " changes as if they were committed; use connector.class=binlog, which follows"
                + " such transactions");
      }
      if (!hasRows) {
        finish(record, before);
      }
      finishEnded(record);
    }
    isKnown = places.isPassed(record, id);
    caughtUp |= !isKnown;
    if (!isKnown) {
      chunks.begin(id);
    }
    open = id;
    hasRows = false;
    commitMicros = micros;
  }

  private void end(SourceRecord record, String id) throws InterruptedException {
    if (id.equals(open)) {
      finish(record, id);
    } else if (!places.isPassed(record, id) && !id.equals(ended)) {
      throw new UndecodableException("transaction " + id + " ends that has not begun");
    }
  }

  private void finish(SourceRecord record, String id) throws InterruptedException {
    open = null;
    if (isKnown) {
      return;
    }
    if (places.haveGtids()) {
      chunks.finish(places.behind(record, id), commitMicros);
    } else {
      ended = id;
      if (chunks.hasChanges()) {
        chunks.part(id, places.within(id), commitMicros);
      }
    }
  }

  /** Without GTIDs, the next record tells the place behind what came before. */
  private void finishEnded(SourceRecord record) throws InterruptedException {
    if (ended != null) {
      BinlogPosition told = places.told(record);
      if (told != null && !chunks.position().covers(told)) {
        ended = null;
        chunks.finish(told, commitMicros);
      }
    }
  }

  private void schemaChange(SourceRecord record, Struct value)
      throws SourceException, InterruptedException {
    Struct source = value.getStruct("source");
    beginStatement(record, source);
    if (isKnown) {
      return;
    }
    String database = Objects.requireNonNullElse(value.getString("databaseName"), "");
    String ddl = Objects.requireNonNullElse(value.getString("ddl"), "");
    refuseUnsureColumns(value, places.after(source));
    change(StatementRecogniser.recognise(database, ddl), source);
  }

  /** A statement is a step by itself, unless it comes in a transaction that makes a table. */
  private void beginStatement(SourceRecord record, Struct source)
      throws SourceException, InterruptedException {
    String id = places.step(source);
    if (places.haveGtids() || open == null) {
      finishEnded(record);
      begin(record, id, micros(source));
    }
    places.reached(source);
  }

  /**
   * Rows before the place where Debezium looked at the tables were read with the columns that it
   * found there.
   */
  private void refuseUnsureColumns(Struct value, BinlogPosition at) throws SourceException {
    if (at.covers(definedAt)) {
      return;
    }
    List<Struct> changes = value.getArray("tableChanges");
    for (Struct change : changes == null ? List.<Struct>of() : changes) {
      TableName table = named(change.getString("id").replace("\"", ""));
      if (change.getString("type").equals("ALTER") && filter.matches(table)) {
        throw new SourceException(
            Kind.POSITION_LOST,
            "table "
                + table
                + " was altered at "
                + at.text()
                + ", before Debezium first looked at its columns, so that rows before that cannot"
                + " be told; start from the latest position and warm the pools");
      }
    }
  }

  private static TableName named(String id) {
    int dot = id.indexOf('.');
    return new TableName(id.substring(0, Math.max(dot, 0)), id.substring(dot + 1));
  }

  private void change(Statement statement, Struct source) {
    if (statement instanceof Statement.Tables changed) {
      changed.changes().forEach(this::add);
    } else if (statement instanceof Statement.DropDatabase dropped) {
      knownTables
          .droppedWith(dropped.database(), source.getInt64("ts_ms") / 1000)
          .forEach(table -> add(new TableChange(table, TableChange.Kind.DROP)));
    }
  }

  private void add(TableChange change) {
    if (filter.matches(change.table())) {
      chunks.add(change, TABLE_CHANGE_BYTES);
    }
  }

  private void row(SourceRecord record, Struct envelope)
      throws SourceException, InterruptedException {
    Struct source = envelope.getStruct("source");
    TableName table = new TableName(source.getString("db"), source.getString("table"));
    String operation = envelope.getString("op");
    if (operation.equals("t")) {
      beginStatement(record, source);
      if (!isKnown) {
        add(new TableChange(table, TableChange.Kind.TRUNCATE));
      }
      return;
    }
    String transaction = open;
    if (transaction == null) {
      throw new UndecodableException("it changes a row of table " + table + " in no transaction");
    }
    hasRows = true;
    if (isKnown) {
      return;
    }
    if (!filter.matches(table)) {
      return;
    }
    Struct before = envelope.getStruct("before");
    Struct after = envelope.getStruct("after");
    Schema columns = envelope.schema().field("after").schema();
    RecordTable known = tables.of(table, columns, record.keySchema());
    long bytes = known.bytes(before) + known.bytes(after);
    chunks.add(
        switch (operation) {
          case "c" -> RowChange.insert(known.schema(), known.image(required(after)));
          case "u" ->
              RowChange.update(
                  known.schema(), known.image(required(before)), known.image(required(after)));
          case "d" -> RowChange.delete(known.schema(), known.image(required(before)));
          default ->
              throw new UndecodableException(
                  "it does to a row of table " + table + " what is not known, " + operation);
        },
        bytes);
    places.reached(source);
    if (chunks.isFull()) {
      chunks.part(transaction, places.within(transaction), micros(source));
    }
  }

  private static Struct required(@Nullable Struct image) {
    if (image == null) {
      throw new UndecodableException("it lacks the row before or after the change");
    }
    return image;
  }

  private static long micros(Struct source) {
    return source.getInt64("ts_ms") * MICROS;
  }
}
