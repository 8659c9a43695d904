package dev.freshet.connector.binlog.event;

import dev.freshet.api.change.RowChange;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.UndecodableException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Makes compressed events of MariaDB (log_bin_compress) what they were before. The format is that
 * of {@code binlog_buf_uncompress} in MariaDB's sql/log_event.cc: a byte with the algorithm and the
 * number of length bytes, the length most significant byte first, and zlib's output.
 */
public final class MariadbCompression {

  private static final int MARK = 0x80;
  private static final int ALGORITHM = 0x70;
  private static final int LENGTH_BYTES = 0x07;

  /** No event is larger than max_allowed_packet can be. */
  private static final long MAXIMUM_LENGTH = 1L << 30;

  /** More than a byte of zlib's output can stand for: zlib.net's "Maximum Compression Factor". */
  private static final long MAXIMUM_FACTOR = 1_100;

  private static final int QUERY_HEAD = 13;

  private MariadbCompression() {}

  /** The statement's event with its text as it was. */
  public static RawEvent expandQuery(RawEvent event) {
    ByteCursor cursor = event.cursor();
    if (event.bodyLength() < QUERY_HEAD) {
      throw new UndecodableException("a statement's event is too short");
    }
    int status = (event.body()[11] & 0xff) | ((event.body()[12] & 0xff) << 8);
    cursor.skip((long) QUERY_HEAD + status + (event.body()[8] & 0xff) + 1);
    return expand(event, cursor, EventCode.QUERY);
  }

  /** The event with its rows as they were. */
  public static RawEvent expandRows(RawEvent event) {
    ByteCursor cursor = event.cursor();
    cursor.skip(8);
    boolean extra = RowsEvent.hasExtraData(event.code());
    if (extra) {
      cursor.skip(cursor.u16() - 2L);
    }
    int bitmap = (cursor.packedInt() + 7) / 8;
    RowChange.Kind kind = RowsEvent.kind(event.code());
    cursor.skip(kind == RowChange.Kind.UPDATE ? 2L * bitmap : bitmap);
    int code =
        switch (kind) {
          case INSERT -> extra ? EventCode.WRITE_ROWS : EventCode.WRITE_ROWS_V1;
          case UPDATE -> extra ? EventCode.UPDATE_ROWS : EventCode.UPDATE_ROWS_V1;
          case DELETE -> extra ? EventCode.DELETE_ROWS : EventCode.DELETE_ROWS_V1;
        };
    return expand(event, cursor, code);
  }

  private static RawEvent expand(RawEvent event, ByteCursor cursor, int code) {
    int headLength = cursor.position();
    int mark = cursor.u8();
    int lengthBytes = mark & LENGTH_BYTES;
    if ((mark & MARK) == 0 || (mark & ALGORITHM) != 0 || lengthBytes < 1 || lengthBytes > 4) {
      throw new UndecodableException("it is compressed in a way that is not known");
    }
    long length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | cursor.u8();
    }
    if (length > Math.min(MAXIMUM_LENGTH, MAXIMUM_FACTOR * cursor.remaining())) {
      throw new UndecodableException("it would be " + length + " bytes when expanded");
    }
    byte[] body = Arrays.copyOf(event.body(), headLength + (int) length);
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(event.body(), cursor.position(), cursor.remaining());
      if (inflater.inflate(body, headLength, (int) length) != length) {
        throw new UndecodableException("its compressed part is shorter than it says");
      }
    } catch (DataFormatException e) {
      throw new UndecodableException("its compressed part is damaged", e);
    } finally {
      inflater.end();
    }
    return new RawEvent(
        event.seconds(),
        code,
        event.server(),
        event.size(),
        event.end(),
        event.flags(),
        body,
        body.length);
  }
}
