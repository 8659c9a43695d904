package dev.freshet.connector.query;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.ValueWriter;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a query's result. Immutable and thread-safe. */
final class QueryRow implements RowImage {

  private static final int NULL = 0xfb;
  private static final int TWO_BYTES = 0xfc;
  private static final int THREE_BYTES = 0xfd;
  private static final int EIGHT_BYTES = 0xfe;

  private final QueryColumn[] columns;
  private final byte[] bytes;

  /** Where each value begins and ends; it begins at -1 if it is NULL. */
  private final int[] places;

  private final ZoneId zone;

  private QueryRow(QueryColumn[] columns, byte[] bytes, int[] places, ZoneId zone) {
    this.columns = columns;
    this.bytes = bytes;
    this.places = places;
    this.zone = zone;
  }

  /**
   * A row as the server has printed it: each value with its length before it ("Text Resultset Row"
   * in the MySQL source documentation).
   *
   * @param row taken over
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  static QueryRow printed(QueryColumn[] columns, byte[] row, ZoneId zone) {
    int[] places = new int[2 * columns.length];
    int at = 0;
    for (int i = 0; i < places.length; i += 2) {
      int first = row[at++] & 0xff;
      if (first == NULL) {
        places[i] = -1;
        continue;
      }
      int length = first;
      if (first >= TWO_BYTES) {
        int lengthBytes = lengthBytes(first);
        length = length(row, at, lengthBytes);
        at += lengthBytes;
      }
      places[i] = at;
      at += length;
      places[i + 1] = at;
    }
    if (at != row.length) {
      throw new UndecodableException("a row of a result is not as long as its values");
    }
    return new QueryRow(columns, row, places, zone);
  }

  private static int lengthBytes(int first) {
    return switch (first) {
      case TWO_BYTES -> 2;
      case THREE_BYTES -> 3;
      case EIGHT_BYTES -> 8;
      default -> throw new UndecodableException("a row of a result has no length of a value");
    };
  }

  private static int length(byte[] row, int at, int lengthBytes) {
    long length = ByteOrdered.littleEndian(row, at, lengthBytes);
    if (length < 0 || length > row.length) {
      throw new UndecodableException("a value of a result is longer than its row");
    }
    return (int) length;
  }

  /**
   * A row of values that came one by one.
   *
   * @param values null for NULL
   * @param zone the time zone that TIMESTAMP values are shown in
   */
  static QueryRow of(QueryColumn[] columns, List<byte @Nullable []> values, ZoneId zone) {
    int[] places = new int[2 * columns.length];
    int length = 0;
    for (byte[] value : values) {
      length += value == null ? 0 : value.length;
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (int i = 0; i < columns.length; i++) {
      byte[] value = values.get(i);
      places[2 * i] = value == null ? -1 : at;
      if (value != null) {
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
        places[2 * i + 1] = at;
      }
    }
    return new QueryRow(columns, bytes, places, zone);
  }

  /** A value as the server gave it, which must not be NULL. */
  byte[] bytes(int column) {
    return Arrays.copyOfRange(bytes, places[2 * column], places[2 * column + 1]);
  }

  @Override
  public boolean has(int column) {
    return true;
  }

  @Override
  public boolean isNull(int column) {
    return places[2 * column] < 0;
  }

  @Override
  public void write(int column, ValueWriter out) {
    int from = places[2 * column];
    if (from < 0) {
      out.writeNull();
    } else {
      columns[column].write(bytes, from, places[2 * column + 1] - from, zone, out);
    }
  }
}
