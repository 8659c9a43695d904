package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** What the database itself makes of the rows of a table, as JSON by cache key. Has no state. */
final class TableJson {
  private TableJson() {}

  /**
   * Some rows, the same ones each time, with the first and the last.
   *
   * @param first the lowest id
   * @param last the highest id
   * @param count how many, at most
   */
  static Map<String, String> sample(
      DatabaseServer database, MappedTable table, long first, long last, int count)
      throws SQLException {
    LongStream between = new Random(11).longs(count - 2L, first, last + 1);
    long[] ids = LongStream.concat(LongStream.of(first, last), between).distinct().toArray();
    return rows(database, table, ids);
  }

  /** The rows with these ids. */
  static Map<String, String> rows(DatabaseServer database, MappedTable table, long... ids)
      throws SQLException {
    Map<String, String> rows = new LinkedHashMap<>();
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(select(connection, table) + " WHERE id = ?")) {
      for (long id : ids) {
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException(
                "the work was not written: " + table.name() + " has no row " + id);
          }
          rows.put(table.key(id), row.getString(2));
        }
      }
    }
    return rows;
  }

  /** All rows. */
  static Map<String, String> all(DatabaseServer database, MappedTable table) throws SQLException {
    Map<String, String> rows = new LinkedHashMap<>();
    try (Connection connection = database.connect();
        PreparedStatement select = connection.prepareStatement(select(connection, table));
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows.put(table.key(row.getLong(1)), row.getString(2));
      }
    }
    return rows;
  }

  private static String select(Connection connection, MappedTable table) throws SQLException {
    List<String> members = new ArrayList<>();
    try (PreparedStatement columns =
        connection.prepareStatement(
            "SELECT COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS"
                + " WHERE CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) = ? ORDER BY ORDINAL_POSITION")) {
      columns.setString(1, table.name());
      try (ResultSet column = columns.executeQuery()) {
        while (column.next()) {
          String name = column.getString(1);
          // JSON_OBJECT alone would add a fraction of zeros
          String value =
              "timestamp".equalsIgnoreCase(column.getString(2))
                  ? "DATE_FORMAT(" + name + ", '%Y-%m-%d %H:%i:%s')"
                  : name;
          members.add("'" + name + "', " + value);
        }
      }
    }
    return "SELECT id, JSON_OBJECT(" + String.join(", ", members) + ") FROM " + table.name();
  }
}
