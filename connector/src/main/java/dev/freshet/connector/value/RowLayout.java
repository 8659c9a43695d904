package dev.freshet.connector.value;

import java.time.ZoneId;
import java.util.List;

/**
 * How the rows of a table lie in row events, and how to decode their values. Immutable and
 * thread-safe.
 *
 * <p>The format of a row is that of {@code Rows_event} in MySQL's libbinlogevents (rows_event.h): a
 * bit for each column in the image that tells whether it is NULL, then the values that are not.
 */
public final class RowLayout {

  private final ColumnDecoder[] decoders;

  /** By column: the length of its values, or minus the length of their prefix. */
  private final int[] lengths;

  private RowLayout(ColumnDecoder[] decoders, int[] lengths) {
    this.decoders = decoders;
    this.lengths = lengths;
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
    for (int i = 0; i < decoders.length; i++) {
      ColumnFormat format = formats.get(i);
      format.check();
      decoders[i] = ColumnDecoders.of(format, zone);
      lengths[i] = format.lengthPrefix() > 0 ? -format.lengthPrefix() : format.fixedLength();
    }
    return new RowLayout(decoders, lengths);
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
      offsets[column] = at;
      at = end(buffer, at, limit, lengths[column]);
    }
    return new BinlogRowImage(this, buffer, offsets, at);
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
