package dev.freshet.connector.binlog.event;

import com.github.luben.zstd.ZstdInputStream;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.UndecodableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The events inside of a compressed transaction: {@code Transaction_payload_event} in MySQL's
 * libbinlogevents (control_events.h). They are read one after the other, so that a transaction may
 * be larger than memory when expanded. Not thread-safe.
 */
public final class TransactionPayload implements AutoCloseable {

  private static final int END_OF_HEADER = 0;
  private static final int PAYLOAD_SIZE = 1;
  private static final int COMPRESSION = 2;
  private static final long ZSTD = 0;
  private static final long NONE = 255;

  /** No event is larger than max_allowed_packet can be. */
  private static final long MAXIMUM_EVENT = 1L << 30;

  private final InputStream events;

  private TransactionPayload(InputStream events) {
    this.events = events;
  }

  /** Opens the payload of {@code event}. */
  public static TransactionPayload open(RawEvent event) {
    ByteCursor cursor = event.cursor();
    long compression = NONE;
    long size = -1;
    for (int field = cursor.packedInt(); field != END_OF_HEADER; field = cursor.packedInt()) {
      ByteCursor value = cursor.slice(cursor.packedInt());
      if (field == PAYLOAD_SIZE) {
        size = value.packed();
      } else if (field == COMPRESSION) {
        compression = value.packed();
      }
    }
    if (size < 0 || size > cursor.remaining()) {
      size = cursor.remaining();
    }
    InputStream bytes = new ByteArrayInputStream(event.body(), cursor.position(), (int) size);
    if (compression == NONE) {
      return new TransactionPayload(bytes);
    }
    if (compression != ZSTD) {
      throw new UndecodableException("its compression is of kind " + compression);
    }
    try {
      return new TransactionPayload(new ZstdInputStream(bytes));
    } catch (IOException e) {
      throw new UndecodableException("its compressed part is damaged", e);
    }
  }

  /** The next event; null behind the last one. */
  public @Nullable RawEvent next() {
    try {
      byte[] header = events.readNBytes(RawEvent.HEADER_LENGTH);
      if (header.length == 0) {
        return null;
      }
      long size = header.length < RawEvent.HEADER_LENGTH ? 0 : RawEvent.size(header);
      if (size < RawEvent.HEADER_LENGTH || size > MAXIMUM_EVENT) {
        throw new UndecodableException("an event inside of it has no valid header");
      }
      int bodyLength = (int) size - RawEvent.HEADER_LENGTH;
      byte[] body = events.readNBytes(bodyLength);
      if (body.length < bodyLength) {
        throw new UndecodableException("an event inside of it is cut off");
      }
      return RawEvent.of(header, body, bodyLength);
    } catch (IOException e) {
      throw new UndecodableException("its compressed part is damaged", e);
    }
  }

  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException e) {
      throw new UndecodableException("its compressed part is damaged", e);
    }
  }
}
