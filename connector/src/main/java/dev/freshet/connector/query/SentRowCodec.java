package dev.freshet.connector.query;

import java.util.Calendar;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.util.MutableInt;

/**
 * Has the driver hand out a whole row as the server has sent it, asked for as the value of any of
 * its columns that is not NULL. Only for results in text form. Immutable and thread-safe.
 */
public final class SentRowCodec extends ReadingCodec<SentRow> {

  /** For the driver, which finds it as a service. */
  public SentRowCodec() {
    super(SentRow.class);
  }

  @Override
  public boolean canDecode(ColumnDecoder column, Class<?> type) {
    return type == SentRow.class;
  }

  @Override
  public SentRow decodeText(
      ReadableByteBuf buffer,
      MutableInt length,
      ColumnDecoder column,
      Calendar calendar,
      Context context) {
    byte[] row = buffer.buf();
    buffer.skip(length.get());
    return new SentRow(row);
  }

  @Override
  public SentRow decodeBinary(
      ReadableByteBuf buffer,
      MutableInt length,
      ColumnDecoder column,
      Calendar calendar,
      Context context) {
    throw new UnsupportedOperationException("rows in binary form are taken column by column");
  }
}
