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
        Statement statement = connection.createStatement()) {
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
        tables.add(schema(name, statement));
      }
      return tables;
    } catch (SourceException e) {
      throw new QueryException(String.valueOf(e.getMessage()), false);
    } catch (SQLException e) {
      throw new QueryException(
          "%s does not tell its tables: %s".formatted(server.address(), e.getMessage()), false);
    }
  }

  private static TableSchema schema(TableName name, Statement statement) throws SQLException {
    try (ResultSet none =
        statement.executeQuery(
            "SELECT * FROM %s.%s LIMIT 0"
                .formatted(quoted(name.database()), quoted(name.table())))) {
      List<Column> columns =
          Arrays.stream(QueryColumn.of(none.getMetaData())).map(QueryColumn::column).toList();
      return new TableSchema(name, columns, List.of());
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
