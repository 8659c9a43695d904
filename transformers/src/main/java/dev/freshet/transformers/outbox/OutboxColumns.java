package dev.freshet.transformers.outbox;

import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.column.Columns;

/**
 * Names of an outbox table's columns. Immutable.
 *
 * @param key holds the key
 * @param operation holds what is done to it
 * @param value holds what is stored under it
 * @param ttl holds for how many seconds; blank if the table has no such column
 * @param flags holds the flags; blank if the table has no such column
 */
record OutboxColumns(String key, String operation, String value, String ttl, String flags) {

  static final String KEY = "key.column";
  static final String OPERATION = "operation.column";
  static final String VALUE = "value.column";
  static final String TTL = "ttl.column";
  static final String FLAGS = "flags.column";

  /** What stands for a column that the table need not have. */
  static final int NONE = -1;

  /**
   * Where the columns stand in a table.
   *
   * @param ttl {@link #NONE} if there is none
   * @param flags {@link #NONE} if there is none
   */
  record Positions(int key, int operation, int value, int ttl, int flags) {}

  /**
   * Looks the columns up.
   *
   * @throws BindException if the table lacks one
   */
  Positions bind(TableSchema schema, String transformer) throws BindException {
    return new Positions(
        Columns.position(schema, key, transformer, KEY),
        Columns.position(schema, operation, transformer, OPERATION),
        Columns.position(schema, value, transformer, VALUE),
        ttl.isBlank() ? NONE : Columns.position(schema, ttl, transformer, TTL),
        flags.isBlank() ? NONE : Columns.position(schema, flags, transformer, FLAGS));
  }
}
