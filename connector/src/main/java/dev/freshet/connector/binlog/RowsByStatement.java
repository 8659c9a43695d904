package dev.freshet.connector.binlog;

import java.util.Locale;

/** What becomes of a mapped table whose rows are changed by a statement. */
enum RowsByStatement {
  /** The stream stops. */
  STOP,
  /** The table counts as changed as a whole. */
  INVALIDATE;

  /** The one that a valid setting names. */
  static RowsByStatement of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Its name in a configuration. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
