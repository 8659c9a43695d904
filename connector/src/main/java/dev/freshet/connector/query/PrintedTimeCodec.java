package dev.freshet.connector.query;

import java.util.Calendar;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.DataType;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.util.MutableInt;

/**
 * Has the driver hand out dates as the server sends them: by itself it drops zeros at the beginning
 * of a fraction, and refuses dates such as 2026-00-00 in binary form. Immutable and thread-safe.
 *
 * <p>The binary form is "Binary Protocol Value" MYSQL_TYPE_DATE, MYSQL_TYPE_DATETIME and
 * MYSQL_TYPE_TIMESTAMP in the MySQL source documentation.
 */
public final class PrintedTimeCodec extends ReadingCodec<PrintedTime> {

  private static final Set<DataType> TYPES =
      EnumSet.of(DataType.DATE, DataType.DATETIME, DataType.TIMESTAMP);

  private static final int WITH_TIME = 7;
  private static final int WITH_FRACTION = 11;
  private static final int MICROS_DIGITS = 6;

  /** For the driver, which finds it as a service. */
  public PrintedTimeCodec() {
    super(PrintedTime.class);
  }

  @Override
  public boolean canDecode(ColumnDecoder column, Class<?> type) {
    return type == PrintedTime.class && TYPES.contains(column.getType());
  }

  @Override
  public PrintedTime decodeText(
      ReadableByteBuf buffer,
      MutableInt length,
      ColumnDecoder column,
      Calendar calendar,
      Context context) {
    return new PrintedTime(buffer.readAscii(length.get()));
  }

  /** What is zero at the end is not sent. */
  @Override
  public PrintedTime decodeBinary(
      ReadableByteBuf buffer,
      MutableInt length,
      ColumnDecoder column,
      Calendar calendar,
      Context context) {
    int sent = length.get();
    StringBuilder text = new StringBuilder();
    int year = sent > 0 ? buffer.readUnsignedShort() : 0;
    int month = sent > 0 ? buffer.readByte() : 0;
    int day = sent > 0 ? buffer.readByte() : 0;
    text.append(String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day));
    if (column.getType() != DataType.DATE) {
      int hour = sent >= WITH_TIME ? buffer.readByte() : 0;
      int minute = sent >= WITH_TIME ? buffer.readByte() : 0;
      int second = sent >= WITH_TIME ? buffer.readByte() : 0;
      text.append(String.format(Locale.ROOT, " %02d:%02d:%02d", hour, minute, second));
      int micros = sent >= WITH_FRACTION ? buffer.readInt() : 0;
      int digits = Math.min(column.getDecimals(), MICROS_DIGITS);
      if (digits > 0) {
        text.append('.').append(String.format(Locale.ROOT, "%06d", micros).substring(0, digits));
      }
    }
    return new PrintedTime(text.toString());
  }
}
