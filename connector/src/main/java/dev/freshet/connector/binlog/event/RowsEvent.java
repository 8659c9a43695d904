package dev.freshet.connector.binlog.event;

import dev.freshet.api.change.RowChange;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.ColumnBits;
import dev.freshet.connector.value.UndecodableException;

/**
 * The head of an event with rows: {@code Rows_event} in MySQL's libbinlogevents (rows_event.h).
 *
 * @param kind what happened to the rows
 * @param before the columns in the images before the change, or the only images
 * @param after the columns in the images after an update; the same as {@code before} otherwise
 * @param isPartial whether the images after an update may hold parts of JSON documents
 * @param rowsAt where the first row begins in the event's body
 */
public record RowsEvent(
    RowChange.Kind kind, ColumnBits before, ColumnBits after, boolean isPartial, int rowsAt) {

  /** The table id of an event that only says that a statement ends. */
  public static final long NO_TABLE = 0xffffff;

  private static final int TABLE_ID_LENGTH = 6;
  private static final int FLAGS_LENGTH = 2;

  /** The id by which a table map before this event names its table. */
  public static long tableId(RawEvent event) {
    if (event.bodyLength() < TABLE_ID_LENGTH + FLAGS_LENGTH) {
      throw new UndecodableException("an event with rows is too short");
    }
    return ByteOrdered.littleEndian(event.body(), 0, TABLE_ID_LENGTH);
  }

  /**
   * Reads the head.
   *
   * @param columns how many columns the table has
   */
  public static RowsEvent parse(RawEvent event, int columns) {
    ByteCursor cursor = event.cursor();
    cursor.skip(TABLE_ID_LENGTH + FLAGS_LENGTH);
    if (hasExtraData(event.code())) {
      cursor.skip(cursor.u16() - 2L);
    }
    int width = cursor.packedInt();
    if (width != columns) {
      throw new UndecodableException(
          "its rows have " + width + " columns, the table map before them " + columns);
    }
    RowChange.Kind kind = kind(event.code());
    ColumnBits before = ColumnBits.read(cursor, columns);
    ColumnBits after = kind == RowChange.Kind.UPDATE ? ColumnBits.read(cursor, columns) : before;
    boolean isPartial = event.code() == EventCode.PARTIAL_UPDATE_ROWS;
    return new RowsEvent(kind, before, after, isPartial, cursor.position());
  }

  /** Whether the images after the change are whole rows. */
  public boolean isWhole() {
    return after.isComplete() && !isPartial;
  }

  static boolean hasExtraData(int code) {
    return switch (code) {
      case EventCode.WRITE_ROWS,
          EventCode.UPDATE_ROWS,
          EventCode.DELETE_ROWS,
          EventCode.PARTIAL_UPDATE_ROWS,
          EventCode.MARIADB_WRITE_ROWS_COMPRESSED,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED ->
          true;
      default -> false;
    };
  }

  static RowChange.Kind kind(int code) {
    return switch (code) {
      case EventCode.WRITE_ROWS,
          EventCode.WRITE_ROWS_V1,
          EventCode.MARIADB_WRITE_ROWS_COMPRESSED,
          EventCode.MARIADB_WRITE_ROWS_COMPRESSED_V1 ->
          RowChange.Kind.INSERT;
      case EventCode.UPDATE_ROWS,
          EventCode.UPDATE_ROWS_V1,
          EventCode.PARTIAL_UPDATE_ROWS,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED,
          EventCode.MARIADB_UPDATE_ROWS_COMPRESSED_V1 ->
          RowChange.Kind.UPDATE;
      case EventCode.DELETE_ROWS,
          EventCode.DELETE_ROWS_V1,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED,
          EventCode.MARIADB_DELETE_ROWS_COMPRESSED_V1 ->
          RowChange.Kind.DELETE;
      default -> throw new UndecodableException("event type " + code + " has no rows");
    };
  }
}
