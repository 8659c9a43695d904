package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.TableMapEvent;
import dev.freshet.connector.schema.TableDefinition;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.UndecodableException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that a connection's rows events name by their ids. A server writes a table map before
 * each group of rows; one that says what the one before said costs a comparison. Not thread-safe.
 */
final class MappedTables {

  /** Far more than one statement can touch. */
  private static final int REMEMBERED = 10_000;

  private final TableFilter filter;
  private final TableDefinitions definitions;
  private final boolean mariadb;
  private final Map<Long, MappedTable> byId =
      // the table that was used least of late goes first
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, MappedTable> eldest) {
          return size() > REMEMBERED;
        }
      };
  private @Nullable MappedTable latest;

  MappedTables(TableFilter filter, TableDefinitions definitions, boolean mariadb) {
    this.filter = filter;
    this.definitions = definitions;
    this.mariadb = mariadb;
  }

  /**
   * A table as rows events refer to it.
   *
   * @param id the id
   * @param name its name
   * @param map the table map
   * @param definition how to decode its rows; null if it is not mapped
   */
  record MappedTable(long id, TableName name, RawEvent map, @Nullable TableDefinition definition) {

    private boolean isDescribedBy(RawEvent event) {
      return Arrays.equals(
          map.body(),
          TableMapEvent.DEFINITION_OFFSET,
          map.bodyLength(),
          event.body(),
          TableMapEvent.DEFINITION_OFFSET,
          event.bodyLength());
    }
  }

  /** Takes note of a table map. */
  void map(RawEvent event) throws SourceException {
    long id = TableMapEvent.tableId(event);
    MappedTable known = byId.get(id);
    if (known == null || !known.isDescribedBy(event)) {
      known = define(id, event);
      byId.put(id, known);
    }
    latest = known;
  }

  private MappedTable define(long id, RawEvent event) throws SourceException {
    TableName name = TableMapEvent.tableName(event);
    if (!filter.matches(name)) {
      return new MappedTable(id, name, event, null);
    }
    try {
      TableDefinition definition = definitions.of(TableMapEvent.parse(event, mariadb), mariadb);
      return new MappedTable(id, name, event, definition);
    } catch (UndecodableException e) {
      throw new UndecodableException("table " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The table that an id stands for.
   *
   * @throws UndecodableException if no table map has told
   */
  MappedTable get(long id) {
    if (latest != null && latest.id == id) {
      return latest;
    }
    MappedTable known = byId.get(id);
    if (known == null) {
      throw new UndecodableException("rows come for table id " + id + ", which no table map names");
    }
    latest = known;
    return known;
  }
}
