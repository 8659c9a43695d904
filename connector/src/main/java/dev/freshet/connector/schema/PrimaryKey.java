package dev.freshet.connector.schema;

import dev.freshet.api.change.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A table's primary key, as information_schema describes it. */
public final class PrimaryKey {

  private PrimaryKey() {}

  /**
   * The positions of the primary key's columns, in key order; none if there is no such key.
   *
   * @param names the table's columns in table order
   */
  public static List<Integer> positions(TableName table, List<String> names, Connection connection)
      throws SQLException {
    List<Integer> key = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND"
                + " TABLE_NAME = ? AND INDEX_NAME = 'PRIMARY' ORDER BY SEQ_IN_INDEX")) {
      statement.setString(1, table.database());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          int position = names.indexOf(row.getString(1));
          if (position >= 0) {
            key.add(position);
          }
        }
      }
    }
    return key;
  }
}
