package dev.freshet.connector.value;

import dev.freshet.api.change.ValueWriter;

/** Decodes the values of one column of a table. Immutable and thread-safe. */
@FunctionalInterface
interface ColumnDecoder {

  /**
   * Hands a value that is not NULL to {@code out}.
   *
   * @param buffer the event that holds the row
   * @param offset where the value begins, its length prefix included
   */
  void write(byte[] buffer, int offset, ValueWriter out);
}
