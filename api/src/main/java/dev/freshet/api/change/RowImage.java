package dev.freshet.api.change;

/**
 * The values of one row, before or after a change. Immutable and safe for use by several threads;
 * values are decoded when they are asked for.
 *
 * <p>Columns are named by their position in {@link TableSchema#columns()}.
 */
public interface RowImage {

  /**
   * Whether the image holds the column at all. Images are incomplete where the server or a session
   * sets {@code binlog_row_image} to something other than FULL, or {@code binlog_row_value_options}
   * to PARTIAL_JSON.
   */
  boolean has(int column);

  /**
   * Whether a column that the image after an update does not hold is what it was before: the update
   * changed others. False where that is not known, and for all other images.
   */
  default boolean isUnchanged(int column) {
    return false;
  }

  /** Whether the column is SQL NULL. Only defined where {@link #has} is true. */
  boolean isNull(int column);

  /** Hands the column's value to {@code out}. Only defined where {@link #has} is true. */
  void write(int column, ValueWriter out);
}
