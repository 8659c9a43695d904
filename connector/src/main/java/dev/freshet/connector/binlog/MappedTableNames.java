package dev.freshet.connector.binlog;

import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.TableFilter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Asks a server which mapped tables there are. */
final class MappedTableNames {

  private MappedTableNames() {}

  /** The mapped tables that this user may see. */
  static List<TableName> read(Connection connection, TableFilter filter) throws SQLException {
    List<TableName> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA"
                    + " NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')")) {
      while (row.next()) {
        TableName name = new TableName(row.getString(1), row.getString(2));
        if (filter.matches(name)) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
