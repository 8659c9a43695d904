package dev.freshet.api.change;

/**
 * A whole table changed without row events: TRUNCATE, DROP TABLE and the like. What pools hold for
 * the table's rows cannot be told from the stream.
 *
 * @param table the table
 * @param kind what happened
 */
public record TableChange(TableName table, Kind kind) implements Change {

  /** What happened to the table. */
  public enum Kind {
    TRUNCATE,
    DROP
  }
}
