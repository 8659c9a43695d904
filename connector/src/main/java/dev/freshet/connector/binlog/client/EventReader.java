package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.FormatDescriptionEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Stands in the place of the library's own decoders: cuts the stream of bytes into events, checks
 * their checksums and hands them on undecoded.
 *
 * <p>The library goes on after a decoder or a listener has thrown. So whatever goes wrong is kept
 * here, and the library is told that its socket broke, which is the one thing that makes it stop.
 */
final class EventReader extends EventDeserializer {

  /** What the library sees of each event, so that it does nothing with it. */
  private static final Event UNKNOWN = unknown();

  /** What max_allowed_packet can be at most, 1 GiB, and room for what comes around it. */
  private static final long LARGEST_EVENT = (1L << 30) + (64 << 10);

  private static final int FIRST_STEP_BYTES = 1 << 20;

  private final EventHandler handler;
  private final byte[] header = new byte[RawEvent.HEADER_LENGTH];
  private final CRC32 crc = new CRC32();

  /** The connection asks for checksums, so they are there until a file says otherwise. */
  private boolean checksums = true;

  private @Nullable Exception failure;

  EventReader(EventHandler handler) {
    this.handler = handler;
  }

  private static Event unknown() {
    EventHeaderV4 header = new EventHeaderV4();
    header.setEventType(EventType.UNKNOWN);
    return new Event(header, null);
  }

  /** What made reading end, if it was not the connection. */
  @Nullable Exception failure() {
    return failure;
  }

  @Override
  public Event nextEvent(ByteArrayInputStream input) throws IOException {
    if (failure != null) {
      throw ended();
    }
    RawEvent event;
    try {
      event = read(input);
    } catch (SocketTimeoutException e) {
      // to the library, a timeout is an event that could not be decoded, and it goes on
      failure = e;
      throw ended();
    } catch (UndecodableException e) {
      failure = e;
      throw ended();
    }
    try {
      handler.event(event);
    } catch (SourceException | RuntimeException e) {
      failure = e;
      throw ended();
    } catch (InterruptedException e) {
      failure = e;
      Thread.currentThread().interrupt();
      throw ended();
    }
    return UNKNOWN;
  }

  private static SocketException ended() {
    return new SocketException("reading has ended");
  }

  private RawEvent read(ByteArrayInputStream input) throws IOException {
    input.fill(header, 0, header.length);
    long size = RawEvent.size(header);
    if (size < header.length || size > LARGEST_EVENT) {
      throw new UndecodableException("the stream holds no event where one should begin");
    }
    byte[] body = body(input, (int) size - header.length);
    int code = header[4] & 0xff;
    if (code == EventCode.FORMAT_DESCRIPTION) {
      checksums = FormatDescriptionEvent.announcesChecksums(body);
    }
    int bodyLength = body.length;
    if (checksums) {
      bodyLength -= FormatDescriptionEvent.CHECKSUM_LENGTH;
      verify(body, bodyLength, code);
    }
    return RawEvent.of(header, body, bodyLength);
  }

  /** Takes memory as the bytes come, since a damaged header can speak of any length. */
  private static byte[] body(ByteArrayInputStream input, int length) throws IOException {
    byte[] body = new byte[Math.min(length, FIRST_STEP_BYTES)];
    int filled = 0;
    while (true) {
      input.fill(body, filled, body.length - filled);
      filled = body.length;
      if (filled == length) {
        return body;
      }
      body = Arrays.copyOf(body, (int) Math.min(length, 2L * filled));
    }
  }

  private void verify(byte[] body, int bodyLength, int code) {
    if (bodyLength < 0) {
      throw new UndecodableException("an event of type " + code + " has no room for its checksum");
    }
    crc.reset();
    crc.update(header);
    crc.update(body, 0, bodyLength);
    if (crc.getValue() != ByteOrdered.littleEndian(body, bodyLength, 4)) {
      throw new UndecodableException(
          "the checksum of an event of type "
              + code
              + " is wrong: the binlog file or the"
              + " connection is damaged");
    }
  }
}
