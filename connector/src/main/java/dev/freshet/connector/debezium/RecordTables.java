package dev.freshet.connector.debezium;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.MariadbTable;
import dev.freshet.connector.schema.ServerTrouble;
import dev.freshet.connector.value.UndecodableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The mapped tables that records have told of. What a record's schema does not tell of a MariaDB
 * table is asked of the server. Used by one thread.
 */
final class RecordTables {

  private record Known(Schema columns, @Nullable Schema key, RecordTable table) {}

  private final DatabaseConnections connections;
  private final boolean mariadb;
  private final ZoneId zone;
  private final Map<TableName, Known> latest = new HashMap<>();

  /**
   * @param mariadb whether the server is a MariaDB
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  RecordTables(DatabaseConnections connections, boolean mariadb, ZoneId zone) {
    this.connections = connections;
    this.mariadb = mariadb;
    this.zone = zone;
  }

  /**
   * The table that a record tells a row of. The same instance as long as nothing has changed.
   *
   * @param columns the schema of its rows
   * @param key the schema of its key; null where it has none
   * @throws UndecodableException if what the record tells cannot be followed
   * @throws SourceException if the server had to be asked and did not answer
   */
  RecordTable of(TableName name, Schema columns, @Nullable Schema key) throws SourceException {
    Known known = latest.get(name);
    if (known != null && isSame(known, columns, key)) {
      return known.table();
    }
    RecordTable table = made(name, columns, key);
    if (known != null && known.table().schema().equals(table.schema())) {
      table = new RecordTable(known.table().schema(), table.columns());
    }
    latest.put(name, new Known(columns, key, table));
    return table;
  }

  // Debezium makes a table's schemas once for each definition of it
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Known known, Schema columns, @Nullable Schema key) {
    return known.columns() == columns && known.key() == key;
  }

  private RecordTable made(TableName name, Schema schema, @Nullable Schema key)
      throws SourceException {
    Set<String> json = mariadb ? jsonColumns(name) : Set.of();
    List<RecordColumn> columns = new ArrayList<>();
    for (Field field : schema.fields()) {
      boolean isJson = json.contains(field.name().toLowerCase(Locale.ROOT));
      columns.add(RecordColumn.of(name, field, isJson, zone));
    }
    List<Column> plain = columns.stream().map(RecordColumn::column).toList();
    TableSchema withoutKey = new TableSchema(name, plain, List.of());
    List<Integer> primaryKey =
        key == null
            ? List.of()
            : key.fields().stream().map(field -> withoutKey.indexOf(field.name())).toList();
    return new RecordTable(new TableSchema(name, plain, primaryKey), columns);
  }

  private Set<String> jsonColumns(TableName name) throws SourceException {
    try (Connection connection = connections.open()) {
      MariadbTable table = MariadbTable.read(name, connection);
      if (table.systemVersioned()) {
        throw new UndecodableException(
            "table "
                + name
                + " is system-versioned, and the binlog has rows of its history as if they were the"
                + " table's; leave it out of table.include.list, or run ALTER TABLE ... DROP SYSTEM"
                + " VERSIONING and start again from a position after that, with the tables warmed");
      }
      return table.jsonColumns();
    } catch (SQLException e) {
      throw ServerTrouble.of(e, connections.access());
    }
  }
}
