package dev.freshet.connector.schema;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.event.OptionalMetadata;
import dev.freshet.connector.binlog.event.TableMapEvent;
import dev.freshet.connector.value.BinlogType;
import dev.freshet.connector.value.CharacterSet;
import dev.freshet.connector.value.ColumnFormat;
import dev.freshet.connector.value.LeftOut;
import dev.freshet.connector.value.Meaning;
import dev.freshet.connector.value.RowLayout;
import dev.freshet.connector.value.UndecodableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes definitions of tables from table maps, and from information_schema where the server was set
 * up to write less than everything into them. Asks the server no more than it has to. Not
 * thread-safe.
 */
public final class TableDefinitions {

  private static final String REMEDY =
      "; run SET GLOBAL binlog_row_metadata=FULL on the server, so that the binlog itself describes"
          + " its columns, and start again from a position after that, with the tables warmed";

  private final DatabaseConnections connections;
  private final ZoneId zone;
  private final CharacterSets characterSets = new CharacterSets();
  private final Map<TableName, TableSchema> latest = new HashMap<>();

  /**
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  public TableDefinitions(DatabaseConnections connections, ZoneId zone) {
    this.connections = connections;
    this.zone = zone;
  }

  /** The tables that have been met so far. */
  public Set<TableName> tables() {
    return Set.copyOf(latest.keySet());
  }

  /**
   * The definition that a table map gives. Its schema is the same instance as long as no column has
   * changed.
   *
   * @param mariadb whether the server is a MariaDB
   * @throws UndecodableException if the definition cannot be made; the message does not name the
   *     table
   * @throws SourceException if the server had to be asked and did not answer
   */
  public TableDefinition of(TableMapEvent map, boolean mariadb) throws SourceException {
    Lookup lookup = new Lookup(map.table(), mariadb);
    try {
      return build(map, lookup);
    } catch (SQLException e) {
      throw ServerTrouble.of(e, connections.access());
    } finally {
      lookup.close();
    }
  }

  private TableDefinition build(TableMapEvent map, Lookup lookup)
      throws SQLException, SourceException {
    if (lookup.mariadb && lookup.table().systemVersioned()) {
      throw new UndecodableException(
          "it is system-versioned, and the binlog has rows of its history as if they were the"
              + " table's; leave it out of table.include.list, or run ALTER TABLE ... DROP SYSTEM"
              + " VERSIONING and start again from a position after that, with the tables warmed");
    }
    OptionalMetadata optional = map.optional();
    List<String> names = optional.names();
    if (names == null || names.size() != map.types().size()) {
      names = lookup.fitting(map).columns().stream().map(CatalogColumn::name).toList();
    }
    List<ColumnFormat> formats = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < map.types().size(); i++) {
      ColumnFormat format = format(map, i, names.get(i), lookup);
      formats.add(format);
      columns.add(new Column(names.get(i), format.columnType(), format.declaration()));
    }
    List<Integer> primaryKey =
        optional.names() == null ? lookup.fitting(map).primaryKey() : optional.primaryKey();
    TableSchema schema = asBefore(new TableSchema(map.table(), columns, primaryKey));
    return new TableDefinition(
        schema, List.copyOf(formats), RowLayout.of(formats, zone), leftOut(schema, lookup));
  }

  private TableSchema asBefore(TableSchema schema) {
    TableSchema before = latest.get(schema.table());
    if (before != null && before.equals(schema)) {
      return before;
    }
    latest.put(schema.table(), schema);
    return schema;
  }

  /** A column that is not there any more counts as one that may change without being mentioned. */
  private static LeftOut leftOut(TableSchema schema, Lookup lookup)
      throws SQLException, SourceException {
    if (!lookup.mariadb) {
      return LeftOut.IS_UNCHANGED;
    }
    Set<Integer> unmentioned = new HashSet<>();
    for (int i = 0; i < schema.columns().size(); i++) {
      CatalogColumn now = lookup.table().named(schema.columns().get(i).name());
      if (now == null || now.isGenerated()) {
        unmentioned.add(i);
      }
    }
    return new LeftOut(false, schema.primaryKey(), unmentioned);
  }

  private ColumnFormat format(TableMapEvent map, int column, String name, Lookup lookup)
      throws SQLException, SourceException {
    int type = map.types().get(column);
    int metadata = map.metadata().get(column);
    return new ColumnFormat(
        type,
        metadata,
        isUnsigned(map, column, lookup),
        characterSet(map, column, lookup),
        members(map, column, lookup),
        meaning(map, column, name, lookup));
  }

  private static boolean isUnsigned(TableMapEvent map, int column, Lookup lookup)
      throws SQLException, SourceException {
    List<Boolean> unsigned = map.optional().unsigned();
    if (unsigned != null) {
      return unsigned.get(column);
    }
    return switch (map.types().get(column)) {
      case BinlogType.TINY,
          BinlogType.SHORT,
          BinlogType.INT24,
          BinlogType.LONG,
          BinlogType.LONGLONG ->
          // a server that writes signedness leaves it out where the table has no number at all
          lookup.fitting(map).columns().get(column).isUnsigned();
      default -> false;
    };
  }

  private CharacterSet characterSet(TableMapEvent map, int column, Lookup lookup)
      throws SQLException, SourceException {
    boolean textual =
        switch (map.types().get(column)) {
          case BinlogType.STRING,
              BinlogType.VARCHAR,
              BinlogType.VAR_STRING,
              BinlogType.BLOB,
              BinlogType.ENUM,
              BinlogType.SET ->
              true;
          default -> false;
        };
    if (!textual) {
      return CharacterSet.BINARY;
    }
    List<Integer> collations = map.optional().collations();
    int collation = collations == null ? OptionalMetadata.NO_COLLATION : collations.get(column);
    if (collation != OptionalMetadata.NO_COLLATION) {
      CharacterSet known = characterSets.known(collation);
      return known != null ? known : characterSets.ofCollation(collation, lookup.connection());
    }
    String name = lookup.fitting(map).columns().get(column).characterSet();
    return name == null ? CharacterSet.BINARY : characterSets.named(name, lookup.connection());
  }

  private List<String> members(TableMapEvent map, int column, Lookup lookup)
      throws SQLException, SourceException {
    int type = map.types().get(column);
    if (type != BinlogType.ENUM && type != BinlogType.SET) {
      return List.of();
    }
    List<List<byte[]>> members = map.optional().members();
    if (members == null || members.get(column).isEmpty()) {
      return lookup.fitting(map).columns().get(column).members();
    }
    CharacterSet characterSet = characterSet(map, column, lookup);
    return members.get(column).stream().map(characterSet::decode).toList();
  }

  private static Meaning meaning(TableMapEvent map, int column, String name, Lookup lookup)
      throws SQLException, SourceException {
    CatalogColumn now = lookup.mariadb ? lookup.table().named(name) : null;
    if (now == null) {
      return Meaning.AS_TYPED;
    }
    int metadata = map.metadata().get(column);
    return switch (map.types().get(column)) {
      case BinlogType.BLOB -> metadata == 4 && now.jsonChecked() ? Meaning.JSON : Meaning.AS_TYPED;
      case BinlogType.STRING ->
          switch (now.dataType()) {
            case "uuid" -> metadata == 16 ? Meaning.UUID : Meaning.AS_TYPED;
            case "inet6" -> metadata == 16 ? Meaning.INET6 : Meaning.AS_TYPED;
            case "inet4" -> metadata == 4 ? Meaning.INET4 : Meaning.AS_TYPED;
            default -> Meaning.AS_TYPED;
          };
      default -> Meaning.AS_TYPED;
    };
  }

  /** One visit to information_schema at most, when something is missing. */
  private final class Lookup {

    private final TableName name;
    private final boolean mariadb;
    private @Nullable Connection connection;
    private @Nullable CatalogTable table;

    Lookup(TableName name, boolean mariadb) {
      this.name = name;
      this.mariadb = mariadb;
    }

    Connection connection() throws SourceException {
      if (connection == null) {
        connection = connections.open();
      }
      return connection;
    }

    CatalogTable table() throws SQLException, SourceException {
      if (table == null) {
        table = CatalogTable.read(name, mariadb, connection());
      }
      return table;
    }

    /** The table as it is now, provided that it can be what the table map describes. */
    CatalogTable fitting(TableMapEvent map) throws SQLException, SourceException {
      CatalogTable found = table();
      int expected = map.types().size();
      if (found.columns().size() != expected) {
        throw new UndecodableException(
            "the table map has "
                + expected
                + " columns without names, and information_schema shows "
                + found.columns().size()
                + " of them to this user now"
                + REMEDY);
      }
      for (int i = 0; i < expected; i++) {
        CatalogColumn column = found.columns().get(i);
        if (!TypeFit.fits(column, map.types().get(i), map.metadata().get(i))) {
          throw new UndecodableException(
              "column "
                  + (i + 1)
                  + " of the table map has no name and is of the binlog's type "
                  + map.types().get(i)
                  + " ("
                  + map.metadata().get(i)
                  + "), which does not fit what information_schema shows now, "
                  + column.name()
                  + " "
                  + column.columnType()
                  + REMEDY);
        }
      }
      return found;
    }

    void close() throws SourceException {
      if (connection != null) {
        try {
          connection.close();
        } catch (SQLException e) {
          throw ServerTrouble.of(e, connections.access());
        }
      }
    }
  }
}
