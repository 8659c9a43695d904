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
  private static final int EXPANDED_SIZE = 3;
  private static final long ZSTD = 0;
  private static final long NONE = 255;

  /** No event is larger than max_allowed_packet can be. */
  private static final long MAXIMUM_EVENT = 1L << 30;

  private final InputStream events;

  /** What the events take together, in bytes; negative if that is not told. */
  private final long expandedSize;

  private long read;

  private TransactionPayload(InputStream events, long expandedSize) {
    this.events = events;
    this.expandedSize = expandedSize;
  }

  /** Opens the payload of {@code event}. */
  public static TransactionPayload open(RawEvent event) {
    ByteCursor cursor = event.cursor();
    long compression = NONE;
    long size = -1;
    long expandedSize = -1;
    for (int field = cursor.packedInt(); field != END_OF_HEADER; field = cursor.packedInt()) {
      ByteCursor value = cursor.slice(cursor.packedInt());
      if (field == PAYLOAD_SIZE) {
        size = value.packed();
      } else if (field == COMPRESSION) {
        compression = value.packed();
      } else if (field == EXPANDED_SIZE) {
        expandedSize = value.packed();
      }
    }
    if (size != cursor.remaining()) {
      throw new UndecodableException(
          "its payload is " + cursor.remaining() + " bytes long and should be " + size);
    }
    InputStream bytes = new ByteArrayInputStream(event.body(), cursor.position(), (int) size);
    if (compression == NONE) {
      return new TransactionPayload(bytes, expandedSize);
    }
    if (compression != ZSTD) {
      throw new UndecodableException("its compression is of kind " + compression);
    }
    try {
      return new TransactionPayload(new ZstdInputStream(bytes), expandedSize);
    } catch (IOException e) {
      throw new UndecodableException("its compressed part is damaged", e);
    }
  }

  /** The next event; null behind the last one. */
  public @Nullable RawEvent next() {
    try {
      byte[] header = events.readNBytes(RawEvent.HEADER_LENGTH);
      if (header.length == 0) {
        if (expandedSize >= 0 && expandedSize != read) {
          throw new UndecodableException(
              "its events are " + read + " bytes long and should be " + expandedSize);
        }
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
      read += size;
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
