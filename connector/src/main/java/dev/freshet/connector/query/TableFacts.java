package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a table was when it was looked up, beside its columns and their types. Immutable and
 * thread-safe.
 *
 * @param table the table
 * @param places for each column where it stands, of what type it is and what it is called, as
 *     {@link #PLACE} says; where an account may not read all columns, numbers are missing
 * @param key by which the table can be read some rows at a time; empty if it cannot
 */
record TableFacts(TableSchema table, List<String> places, Optional<ReadingKey> key) {

  /** Where a column stands, of what type it is, and what it is called. */
  static final String PLACE = "CONCAT(ORDINAL_POSITION, ' ', DATA_TYPE, ' ', COLUMN_NAME)";

  /** Asks for the columns of a table, by the names of its database and itself. */
  static final String COLUMNS =
      "SELECT COLUMN_NAME, DATA_TYPE, "
          + PLACE
          + " AS PLACE, "
          + ReadingKey.ORDERING
          + " AS ORDERING FROM information_schema.COLUMNS"
          + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";

  /** Asks for the parts of its unique indexes; each kind of server has columns of its own. */
  static final String INDEXES =
      "SELECT * FROM information_schema.STATISTICS"
          + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0"
          + " ORDER BY INDEX_NAME, SEQ_IN_INDEX";

  TableFacts {
    places = List.copyOf(places);
  }

  /**
   * What answers say.
   *
   * @param columns the answer to {@link #COLUMNS}
   * @param indexes the answer to {@link #INDEXES}
   * @throws QueryException if the table is gone, or has other columns or another primary key
   */
  static TableFacts of(TableSchema table, QueryResult columns, QueryResult indexes)
      throws QueryException {
    List<String> names = new ArrayList<>();
    List<String> places = new ArrayList<>();
    Map<String, DescriptionRow> columnsByName = new HashMap<>();
    for (DescriptionRow column : DescriptionRow.of(columns)) {
      names.add(column.text("COLUMN_NAME"));
      places.add(column.text("PLACE"));
      columnsByName.put(column.text("COLUMN_NAME"), column);
    }
    if (names.isEmpty()) {
      throw QueryTrouble.gone(table.table());
    }
    List<DescriptionRow> parts = DescriptionRow.of(indexes);
    List<Integer> primaryKey =
        parts.stream()
            .filter(part -> part.text("INDEX_NAME").equals("PRIMARY"))
            .map(part -> names.indexOf(part.text("COLUMN_NAME")))
            .toList();
    if (!names.equals(table.columns().stream().map(Column::name).toList())
        || !primaryKey.equals(table.primaryKey())) {
      throw QueryTrouble.changed(table.table());
    }
    return new TableFacts(table, places, ReadingKey.choose(table, parts, columnsByName));
  }
}
