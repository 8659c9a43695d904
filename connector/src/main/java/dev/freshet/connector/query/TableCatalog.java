package dev.freshet.connector.query;

import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.PrimaryKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells which tables a server has, and their columns as a query of all of them shows them. */
final class TableCatalog {

  private static final String NAMES =
      "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
          + " WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
          + " AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')"
          + " ORDER BY TABLE_SCHEMA, TABLE_NAME";

  private static final String COLUMNS =
      "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS"
          + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";

  private static final String ROWS =
      "SELECT TABLE_ROWS FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

  /** MySQL otherwise tells for a day what it once told of a table. */
  private static final String FRESH_STATISTICS =
      "SET time_zone='+00:00' /*!80003 , information_schema_stats_expiry=0 */";

  private final DatabaseConnections connections;
  private final QueryOptions options;

  TableCatalog(DatabaseConnections connections, QueryOptions options) {
    this.connections = connections;
    this.options = options;
  }

  /** The tables that a filter means. Blocks. */
  List<TableSchema> tables(TableFilter filter) throws QueryException {
    try (Connection connection = connections.openForQueries(true, options.timeout());
        Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone='+00:00'" + QuerySession.SHOW_ALL_COLUMNS);
      List<TableName> names = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(NAMES)) {
        while (rows.next()) {
          TableName name = new TableName(rows.getString(1), rows.getString(2));
          if (filter.matches(name)) {
            names.add(name);
          }
        }
      }
      List<TableSchema> tables = new ArrayList<>();
      for (TableName name : names) {
        tables.add(schema(name, connection));
      }
      return tables;
    } catch (SourceException e) {
      throw new QueryException(Kind.UNANSWERED, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw untold(e);
    }
  }

  /** About how many rows a table has. Blocks. */
  long estimatedRows(TableName name) throws QueryException {
    try (Connection connection = connections.openForQueries(true, options.timeout());
        Statement session = connection.createStatement();
        PreparedStatement statement = connection.prepareStatement(ROWS)) {
      session.execute(FRESH_STATISTICS);
      statement.setString(1, name.database());
      statement.setString(2, name.table());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    } catch (SourceException e) {
      throw new QueryException(Kind.UNANSWERED, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw untold(e);
    }
  }

  private QueryException untold(SQLException e) {
    return new QueryException(
        Kind.UNANSWERED,
        "%s does not tell its tables: %s"
            .formatted(connections.access().address(), e.getMessage()));
  }

  /** The types are those of a query's result, and invisible columns are columns, too. */
  private static TableSchema schema(TableName name, Connection connection) throws SQLException {
    List<String> columns = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    Map<Integer, ColumnType> readAs = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, name.database());
      statement.setString(2, name.table());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ColumnType type =
              switch (rows.getString(2).toLowerCase(Locale.ROOT)) {
                case "float" -> ColumnType.FLOAT;
                case "double" -> ColumnType.DOUBLE;
                case "vector" -> ColumnType.VECTOR;
                default -> ColumnType.VARCHAR;
              };
          if (QueryColumn.UNREADABLE.contains(type)) {
            readAs.put(columns.size(), type);
          }
          columns.add(rows.getString(1));
          expressions.add(QueryColumn.readable(rows.getString(1), type));
        }
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery(RowSearch.select(name, expressions) + " LIMIT 0")) {
      return new TableSchema(
          name,
          Arrays.stream(QueryColumn.of(none.getMetaData(), readAs))
              .map(QueryColumn::column)
              .toList(),
          PrimaryKey.positions(name, columns, connection));
    }
  }
}
