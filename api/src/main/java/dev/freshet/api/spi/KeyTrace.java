package dev.freshet.api.spi;

import java.util.List;
import java.util.Map;

/** What a transformer can tell from a key alone of where it comes from. */
public sealed interface KeyTrace {

  /** It never makes this key. */
  KeyTrace NONE = new NotMade();

  /** See {@link #NONE}. */
  record NotMade() implements KeyTrace {}

  /**
   * It may make this key, but the key does not tell from which row.
   *
   * @param why why, in words that follow the transformer's name
   */
  record Untraceable(String why) implements KeyTrace {}

  /**
   * It makes this key of rows that have certain values.
   *
   * @param tables the tables that may have such rows
   * @param columns what the columns of such a row print as, by name; more than one where the key
   *     can be read in several ways
   * @param content what is stored under the key
   */
  record OfRows(TableFilter tables, List<Map<String, String>> columns, Content content)
      implements KeyTrace {

    public OfRows {
      columns = columns.stream().map(Map::copyOf).toList();
    }
  }

  /** What is stored under a key. */
  enum Content {
    /** What is made of the row. */
    ROW,
    /** What a query returns, for which these columns of a row are enough. */
    QUERY,
    /** What depends on which changes there were, and not on what the database holds now. */
    HISTORY,
    /** Nothing: the key is only removed. */
    NOTHING
  }
}
