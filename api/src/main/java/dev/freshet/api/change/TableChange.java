package dev.freshet.api.change;

/**
 * A table changed without row events. What pools hold for the table's rows cannot be told from the
 * stream.
 *
 * @param table the table
 * @param kind what happened
 */
public record TableChange(TableName table, Kind kind) implements Change {

  /** What happened to the table. */
  public enum Kind {
    /** It lost rows, or became another one. */
    TRUNCATE,
    /** It is gone. */
    DROP,
    /** Its columns are others, and with them what its rows hold. */
    ALTER,
    /** Some of its rows were changed by a statement that stands in the stream in their place. */
    STATEMENT
  }
}
