package dev.freshet.connector.query;

import java.util.Calendar;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.DataType;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.plugin.Codec;

/**
 * Has the driver hand out what a server sends in another form than its own; sends nothing.
 * Immutable and thread-safe.
 */
abstract class ReadingCodec<T> implements Codec<T> {

  private final Class<T> type;

  /**
   * @param type what it hands out
   */
  ReadingCodec(Class<T> type) {
    this.type = type;
  }

  @Override
  public final String className() {
    return type.getName();
  }

  @Override
  public final boolean canEncode(Object value) {
    return false;
  }

  @Override
  public final void encodeText(
      Writer encoder, Context context, T value, Calendar calendar, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public final void encodeBinary(
      Writer encoder, Context context, T value, Calendar calendar, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public final int getApproximateTextProtocolLength(T value, Long maxLength) {
    throw new UnsupportedOperationException("nothing is sent so");
  }

  @Override
  public final int getBinaryEncodeType() {
    return DataType.VARSTRING.get();
  }
}
