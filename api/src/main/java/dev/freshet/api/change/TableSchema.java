package dev.freshet.api.change;

import java.util.List;

/**
 * The columns of a table at one point of the stream. A source hands out the same instance for as
 * long as the table's definition stays the same, so that identity tells whether a transformer has
 * to be bound anew.
 *
 * @param table the table
 * @param columns the columns in table order
 * @param primaryKey positions in {@code columns} of the primary key's parts, in key order; empty
 *     where there is none or it is not known
 */
public record TableSchema(TableName table, List<Column> columns, List<Integer> primaryKey) {

  public TableSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /**
   * The position of a column, or -1 if the table has none of that name. Column names are compared
   * without regard to case, as the server does.
   */
  public int indexOf(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(columnName)) {
        return i;
      }
    }
    return -1;
  }
}
