package dev.freshet.connector.query;

import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.TableName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query and what to run it with. Immutable and thread-safe.
 *
 * @param sql with a question mark for each argument
 * @param arguments for each time the query is run
 * @param table the table that is asked for, by the names that its columns had; null for a query
 *     that somebody has written
 * @param types the types of those columns of its result that are asked for as another one, by
 *     position; see {@link QueryColumn#readable}
 */
record Question(
    String sql,
    List<? extends List<? extends @Nullable Object>> arguments,
    @Nullable TableName table,
    Map<Integer, ColumnType> types) {

  /** A question of whose result nothing is known. */
  Question(
      String sql,
      List<? extends List<? extends @Nullable Object>> arguments,
      @Nullable TableName table) {
    this(sql, arguments, table, Map.of());
  }
}
