package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.ByteCursor;

/**
 * Tells which file the next events come from.
 *
 * @param offset where they begin in it
 * @param file its name
 */
public record RotateEvent(long offset, String file) {

  public static RotateEvent parse(RawEvent event) {
    ByteCursor cursor = event.cursor();
    return new RotateEvent(cursor.unsigned(8), cursor.text(cursor.remaining()));
  }
}
