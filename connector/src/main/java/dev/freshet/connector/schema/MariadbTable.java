package dev.freshet.connector.schema;

import dev.freshet.api.change.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * What only MariaDB's catalog says of a table, as it is now.
 *
 * @param jsonColumns the columns of type JSON, which is text that is checked, in lower case
 * @param systemVersioned whether it keeps its history in itself
 */
public record MariadbTable(Set<String> jsonColumns, boolean systemVersioned) {

  public MariadbTable {
    jsonColumns = Set.copyOf(jsonColumns);
  }

  /** Asks the server. Blocks. */
  public static MariadbTable read(TableName table, Connection connection) throws SQLException {
    return new MariadbTable(
        CatalogTable.jsonColumns(table, connection),
        CatalogTable.isSystemVersioned(table, connection));
  }
}
