package dev.freshet.transformers;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import java.util.Arrays;
import java.util.List;

/** Tables for tests. */
public final class Tables {

  /** {@code shop.users (id, name, email)}. */
  public static final TableSchema USERS = table("shop.users", "id", "name", "email");

  /**
   * {@code shop.photos (id, status, price, rating, featured, meta, bytes, size)}, of all the types
   * that differ where something is computed.
   */
  public static final TableSchema PHOTOS =
      table(
          "shop.photos",
          new Column("id", ColumnType.BIGINT),
          new Column("status", ColumnType.VARCHAR),
          new Column("price", ColumnType.DECIMAL),
          new Column("rating", ColumnType.DOUBLE),
          new Column("featured", ColumnType.BIT),
          new Column("meta", ColumnType.JSON),
          new Column("bytes", ColumnType.BLOB),
          new Column("size", ColumnType.INT));

  private Tables() {}

  /** A table whose first column is its primary key. */
  public static TableSchema table(String name, String... columns) {
    return table(
        name,
        Arrays.stream(columns)
            .map(column -> new Column(column, ColumnType.VARCHAR))
            .toArray(Column[]::new));
  }

  /** A table whose first column is its primary key. */
  public static TableSchema table(String name, Column... columns) {
    int dot = name.indexOf('.');
    return new TableSchema(
        new TableName(name.substring(0, dot), name.substring(dot + 1)),
        List.of(columns),
        List.of(0));
  }
}
