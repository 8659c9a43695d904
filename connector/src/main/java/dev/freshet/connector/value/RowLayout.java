package dev.freshet.connector.value;

import java.time.ZoneId;
import java.util.List;

/**
 * How the rows of a table lie in row events, and how to decode their values. Immutable and
 * thread-safe.
 *
 * <p>The format of a row is that of {@code Rows_event} in MySQL's libbinlogevents (rows_event.h): a
 * bit for each column in the image that tells whether it is NULL, then the values that are not. Of
 * an update with parts of JSON documents the image after the change begins with options and, if
 * they say so, a bit for each JSON column of the table that tells whether there is only a part of
 * it ({@code Rows_event}, too).
 */
public final class RowLayout {

  private static final int NO_JSON = -1;
  private static final byte[] WHOLE_VALUES = {};

  private final ColumnDecoder[] decoders;

  /** The option that says that there are parts of JSON documents. */
  private static final long PARTIAL_JSON = 1;

  /** By column: the length of its values, or minus the length of their prefix. */
  private final int[] lengths;

  /**
   * By column: which one it is of the table's JSON columns, from 0; {@link #NO_JSON} for others.
   */
  private final int[] jsonColumns;

  private final int jsonCount;

  private RowLayout(ColumnDecoder[] decoders, int[] lengths, int[] jsonColumns, int jsonCount) {
    this.decoders = decoders;
    this.lengths = lengths;
    this.jsonColumns = jsonColumns;
    this.jsonCount = jsonCount;
  }

  /**
   * The layout of a table.
   *
   * @param formats its columns, in table order
   * @param zone the time zone that TIMESTAMP values are shown in
   * @throws UndecodableException if a column is of a type that is not known
   */
  public static RowLayout of(List<ColumnFormat> formats, ZoneId zone) {
    ColumnDecoder[] decoders = new ColumnDecoder[formats.size()];
    int[] lengths = new int[formats.size()];
    int[] jsonColumns = new int[formats.size()];
    int jsonCount = 0;
    for (int i = 0; i < decoders.length; i++) {
      ColumnFormat format = formats.get(i);
      format.check();
      decoders[i] = ColumnDecoders.of(format, zone);
      lengths[i] = format.lengthPrefix() > 0 ? -format.lengthPrefix() : format.fixedLength();
      jsonColumns[i] = format.type() == BinlogType.JSON ? jsonCount++ : NO_JSON;
    }
    return new RowLayout(decoders, lengths, jsonColumns, jsonCount);
  }

  int columnCount() {
    return lengths.length;
  }

  ColumnDecoder decoder(int column) {
    return decoders[column];
  }

  /**
   * Finds where the values of one row begin.
   *
   * @param buffer the event
   * @param start where the row begins
   * @param limit where the event's rows end
   * @param included the columns that the image holds
   * @return the row
   * @throws UndecodableException if the row does not fit the layout
   */
  public BinlogRowImage read(byte[] buffer, int start, int limit, ColumnBits included) {
    return read(buffer, start, limit, included, WHOLE_VALUES);
  }

  /**
   * The same for a row that may have parts of JSON documents: these are columns that it does not
   * hold, and that have changed.
   */
  public BinlogRowImage readPartial(byte[] buffer, int start, int limit, ColumnBits included) {
    ByteCursor cursor = new ByteCursor(buffer, start, limit);
    byte[] parts = WHOLE_VALUES;
    if ((cursor.packed() & PARTIAL_JSON) != 0) {
      parts = cursor.bytes((jsonCount + 7) / 8);
    }
    return read(buffer, cursor.position(), limit, included, parts);
  }

  /**
   * @param parts a bit for each JSON column of the table: whether there is only a part of it
   */
  private BinlogRowImage read(
      byte[] buffer, int start, int limit, ColumnBits included, byte[] parts) {
    int[] offsets = new int[lengths.length];
    int nullBits = start;
    int at = start + (included.count() + 7) / 8;
    if (at > limit) {
      throw tooShort();
    }
    int bit = 0;
    for (int column = 0; column < lengths.length; column++) {
      if (!included.has(column)) {
        offsets[column] = BinlogRowImage.ABSENT;
        continue;
      }
      boolean isNull = (buffer[nullBits + (bit >> 3)] >> (bit & 7) & 1) != 0;
      bit++;
      if (isNull) {
        offsets[column] = BinlogRowImage.NULL;
        continue;
      }
      int end = end(buffer, at, limit, lengths[column]);
      if (!isPart(column, parts)) {
        offsets[column] = at;
      } else {
        // a document that was not changed has no operations
        boolean isSame = end == at - lengths[column];
        offsets[column] = isSame ? BinlogRowImage.ABSENT : BinlogRowImage.DIFFERENCE;
      }
      at = end;
    }
    return new BinlogRowImage(this, buffer, offsets, at);
  }

  private boolean isPart(int column, byte[] parts) {
    int json = jsonColumns[column];
    return parts.length > 0 && json != NO_JSON && (parts[json >> 3] >> (json & 7) & 1) != 0;
  }

  private static int end(byte[] buffer, int at, int limit, int length) {
    long end;
    if (length >= 0) {
      end = (long) at + length;
    } else {
      end = (long) at - length;
      if (end > limit) {
        throw tooShort();
      }
      end += ByteOrdered.littleEndian(buffer, at, -length);
    }
    if (end > limit) {
      throw tooShort();
    }
    return (int) end;
  }

  private static UndecodableException tooShort() {
    return new UndecodableException("a row is longer than its event");
  }
}
