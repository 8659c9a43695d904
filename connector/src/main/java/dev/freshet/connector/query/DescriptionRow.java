package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.api.spi.QueryResult;
import java.util.List;

/** A row in which a server describes something, whose columns are found by name. */
record DescriptionRow(QueryResult answer, QueryRow row) {

  /** The rows of an answer. */
  static List<DescriptionRow> of(QueryResult answer) {
    return answer.rows().stream().map(row -> new DescriptionRow(answer, (QueryRow) row)).toList();
  }

  /** A column's value; empty where it is NULL, or there is none of that name. */
  String text(String name) {
    for (int i = 0; i < answer.columns().size(); i++) {
      if (answer.columns().get(i).name().equalsIgnoreCase(name)) {
        return row.isNull(i) ? "" : new String(row.bytes(i), UTF_8);
      }
    }
    return "";
  }
}
