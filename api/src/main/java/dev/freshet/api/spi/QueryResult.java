package dev.freshet.api.spi;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import java.util.List;

/**
 * What a query returned. Immutable and thread-safe, as its rows are.
 *
 * @param columns the columns, as the query names them
 * @param rows the rows, each with all columns
 */
public record QueryResult(List<Column> columns, List<RowImage> rows) {

  public QueryResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
