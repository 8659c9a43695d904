package dev.freshet.connector.binlog;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.MappedTables.MappedTable;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.RowsEvent;
import dev.freshet.connector.schema.TableDefinition;
import dev.freshet.connector.value.BinlogRowImage;
import dev.freshet.connector.value.RowLayout;
import dev.freshet.connector.value.UndecodableException;
import dev.freshet.connector.value.UpdatedRow;

/** Makes row changes of events with rows. Not thread-safe. */
final class RowsReader {

  /** What a row keeps in use beside its share of the event, in bytes: objects, and per column. */
  private static final int ROW_BYTES = 96;

  private static final int COLUMN_BYTES = 4;

  private final MappedTables tables;
  private final ChunkHandover chunks;
  private final RunningTransaction running;

  RowsReader(MappedTables tables, ChunkHandover chunks, RunningTransaction running) {
    this.tables = tables;
    this.chunks = chunks;
    this.running = running;
  }

  /** Takes note of which table the rows that follow belong to. */
  void tableMap(RawEvent event) throws SourceException {
    tables.map(event);
  }

  /** Adds the rows of an event to the running transaction, if their table is mapped. */
  void rows(RawEvent event) throws InterruptedException {
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
      add(event, definition);
    } catch (UndecodableException e) {
      throw new UndecodableException("table " + table.name() + ": " + e.getMessage(), e);
    }
    running.rowsAdded(event);
  }

  private void add(RawEvent event, TableDefinition definition) {
    int columns = definition.formats().size();
    RowsEvent rows = RowsEvent.parse(event, columns);
    long rowBytes = ROW_BYTES + (long) COLUMN_BYTES * columns;
    chunks.addBytes(event.bodyLength());
    int at = rows.rowsAt();
    if (at >= event.bodyLength()) {
      throw new UndecodableException("it holds no row");
    }
    while (at < event.bodyLength()) {
      int start = at;
      BinlogRowImage first =
          definition.layout().read(event.body(), at, event.bodyLength(), rows.before());
      at = first.end();
      RowChange change =
          switch (rows.kind()) {
            case INSERT -> RowChange.insert(definition.schema(), first);
            case DELETE -> RowChange.delete(definition.schema(), first);
            case UPDATE -> {
              BinlogRowImage second = after(event, at, rows, definition);
              at = second.end();
              yield RowChange.update(
                  definition.schema(),
                  first,
                  rows.isWhole() ? second : new UpdatedRow(first, second, definition.leftOut()));
            }
          };
      if (at == start) {
        throw new UndecodableException("its rows have no columns");
      }
      chunks.add(change, rowBytes);
    }
  }

  private static BinlogRowImage after(
      RawEvent event, int at, RowsEvent rows, TableDefinition definition) {
    RowLayout layout = definition.layout();
    return rows.isPartial()
        ? layout.readPartial(event.body(), at, event.bodyLength(), rows.after())
        : layout.read(event.body(), at, event.bodyLength(), rows.after());
  }
}
