package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells which tables a server has, and their columns as a query of all of them shows them. */
final class TableCatalog {

  private static final String NAMES =
      "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
          + " WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
          + " AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')"
          + " ORDER BY TABLE_SCHEMA, TABLE_NAME";

  private static final String PRIMARY_KEY =
      "SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ?"
          + " AND TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX";

  private final ServerAccess server;
  private final QueryOptions options;

  TableCatalog(ServerAccess server, QueryOptions options) {
    this.server = server;
    this.options = options;
  }

  /** The tables that a filter means. Blocks. */
  List<TableSchema> tables(TableFilter filter) throws QueryException {
    try (Connection connection =
            new DatabaseConnections(server).openForQueries(true, options.timeout());
        Statement statement = connection.createStatement();
        PreparedStatement primaryKey = connection.prepareStatement(PRIMARY_KEY)) {
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
        List<Column> columns = columns(name, statement);
        tables.add(new TableSchema(name, columns, primaryKey(name, columns, primaryKey)));
      }
      return tables;
    } catch (SourceException e) {
      throw new QueryException(String.valueOf(e.getMessage()), false);
    } catch (SQLException e) {
      throw new QueryException(
          "%s does not tell its tables: %s".formatted(server.address(), e.getMessage()), false);
    }
  }

  private static List<Column> columns(TableName name, Statement statement) throws SQLException {
    try (ResultSet none =
        statement.executeQuery(
            "SELECT * FROM %s.%s LIMIT 0"
                .formatted(quoted(name.database()), quoted(name.table())))) {
      return Arrays.stream(QueryColumn.of(none.getMetaData())).map(QueryColumn::column).toList();
    }
  }

  private static List<Integer> primaryKey(
      TableName name, List<Column> columns, PreparedStatement statement) throws SQLException {
    List<String> names = columns.stream().map(Column::name).toList();
    List<Integer> key = new ArrayList<>();
    statement.setString(1, name.database());
    statement.setString(2, name.table());
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        int position = names.indexOf(row.getString(1));
        if (position >= 0) {
          key.add(position);
        }
      }
    }
    return key;
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
