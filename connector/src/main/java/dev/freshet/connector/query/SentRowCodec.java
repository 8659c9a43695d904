package dev.freshet.connector.query;

import java.util.Calendar;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.DataType;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.client.util.MutableInt;
import org.mariadb.jdbc.plugin.Codec;

/**
 * Has the driver hand out a whole row as the server has sent it, asked for as the value of any of
 * its columns that is not NULL. Only for results in text form. Immutable and thread-safe.
 */
public final class SentRowCodec implements Codec<SentRow> {

  @Override
  public String className() {
    return SentRow.class.getName();
  }

  @Override
  public boolean canDecode(ColumnDecoder column, Class<?> type) {
    return type == SentRow.class;
  }

  @Override
  public boolean canEncode(Object value) {
    return false;
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

  @Override
  public void encodeText(
      Writer encoder, Context context, SentRow value, Calendar calendar, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public void encodeBinary(
      Writer encoder, Context context, SentRow value, Calendar calendar, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public int getApproximateTextProtocolLength(SentRow value, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public int getBinaryEncodeType() {
    return DataType.VARSTRING.get();
  }
}
