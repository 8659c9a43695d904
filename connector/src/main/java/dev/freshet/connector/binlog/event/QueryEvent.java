package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A statement in the binlog: {@code Query_event} in MySQL's libbinlogevents (statement_events.h).
 *
 * @param database the database that was in use; empty if there was none
 * @param sql the statement
 */
public record QueryEvent(String database, String sql) {

  private static final byte[] BEGIN = "BEGIN".getBytes(StandardCharsets.US_ASCII);
  private static final int DATABASE_LENGTH_AT = 8;
  private static final int STATUS_LENGTH_AT = 11;
  private static final int STATUS_AT = 13;

  /** Whether the statement is the BEGIN that the server writes, without reading the rest. */
  public static boolean isBegin(RawEvent event) {
    int start = event.bodyLength() - BEGIN.length;
    return start >= STATUS_AT
        && sqlAt(event) == start
        && Arrays.equals(event.body(), start, event.bodyLength(), BEGIN, 0, BEGIN.length);
  }

  private static int sqlAt(RawEvent event) {
    byte[] body = event.body();
    if (event.bodyLength() < STATUS_AT) {
      throw new UndecodableException("a statement's event is too short");
    }
    int status = (body[STATUS_LENGTH_AT] & 0xff) | (body[STATUS_LENGTH_AT + 1] & 0xff) << 8;
    return STATUS_AT + status + (body[DATABASE_LENGTH_AT] & 0xff) + 1;
  }

  public static QueryEvent parse(RawEvent event) {
    int sqlAt = sqlAt(event);
    ByteCursor cursor = event.cursor();
    int databaseLength = event.body()[DATABASE_LENGTH_AT] & 0xff;
    cursor.skip(sqlAt - 1L - databaseLength);
    String database = cursor.text(databaseLength);
    cursor.skip(1);
    return new QueryEvent(database, cursor.text(cursor.remaining()));
  }
}
