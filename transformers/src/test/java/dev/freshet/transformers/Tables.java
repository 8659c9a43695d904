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

  private Tables() {}

  /** A table whose first column is its primary key. */
  public static TableSchema table(String name, String... columns) {
    int dot = name.indexOf('.');
    return new TableSchema(
        new TableName(name.substring(0, dot), name.substring(dot + 1)),
        Arrays.stream(columns).map(column -> new Column(column, ColumnType.VARCHAR)).toList(),
        List.of(0));
  }
}
