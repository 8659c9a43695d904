package dev.freshet.connector.schema;

import dev.freshet.api.change.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table as information_schema describes it now, which may differ from what it was when an event
 * was written.
 *
 * @param columns its columns in table order; empty if there is no such table, or this user may not
 *     see it
 * @param primaryKey the positions of the primary key's columns, in key order
 * @param systemVersioned whether MariaDB keeps its history in it
 */
record CatalogTable(
    List<CatalogColumn> columns, List<Integer> primaryKey, boolean systemVersioned) {

  static CatalogTable read(TableName table, boolean mariadb, Connection connection)
      throws SQLException {
    Set<String> jsonColumns = mariadb ? jsonColumns(table, connection) : Set.of();
    List<CatalogColumn> columns = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME,"
                + " CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION,"
                + " EXTRA"
                + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                + " ORDER BY ORDINAL_POSITION")) {
      statement.setString(1, table.database());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String name = row.getString(1);
          columns.add(
              new CatalogColumn(
                  name,
                  row.getString(2).toLowerCase(Locale.ROOT),
                  row.getString(3),
                  row.getString(4),
                  row.getLong(5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getInt(8),
                  jsonColumns.contains(name.toLowerCase(Locale.ROOT)),
                  row.getString(9).toUpperCase(Locale.ROOT).contains(" GENERATED")));
        }
      }
    }
    return new CatalogTable(
        columns,
        PrimaryKey.positions(table, columns.stream().map(CatalogColumn::name).toList(), connection),
        mariadb && isSystemVersioned(table, connection));
  }

  static boolean isSystemVersioned(TableName table, Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?"
                + " AND TABLE_TYPE = 'SYSTEM VERSIONED'")) {
      statement.setString(1, table.database());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The column of this name; null if there is none now. */
  @Nullable CatalogColumn named(String name) {
    return columns.stream()
        .filter(column -> column.name().equalsIgnoreCase(name))
        .findFirst()
        .orElse(null);
  }

  /** MariaDB's JSON type is text with the check {@code json_valid(`column`)}. */
  static Set<String> jsonColumns(TableName table, Connection connection) throws SQLException {
    Set<String> columns = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE"
                + " CONSTRAINT_SCHEMA = ? AND TABLE_NAME = ?")) {
      statement.setString(1, table.database());
      statement.setString(2, table.table());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          String clause = row.getString(1).strip().toLowerCase(Locale.ROOT);
          if (clause.startsWith("json_valid(`") && clause.endsWith("`)")) {
            columns.add(clause.substring("json_valid(`".length(), clause.length() - 2));
          }
        }
      }
    }
    return columns;
  }
}
