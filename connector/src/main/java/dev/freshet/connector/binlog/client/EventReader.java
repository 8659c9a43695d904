package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.network.ServerException;
import com.github.shyiko.mysql.binlog.network.protocol.ErrorPacket;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.FormatDescriptionEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Cuts what a server sends into events, checks their lengths and checksums, and hands them on
 * undecoded. Not thread-safe.
 *
 * <p>Each event is the payload of one packet, behind a byte that says so; one that is larger than a
 * packet can be goes on in those that follow: "Protocol::Packet" and "COM_BINLOG_DUMP" in the MySQL
 * source documentation.
 *
 * <p>Where little comes, it lets transactions gather for a moment behind each: every one that is
 * read alone costs each thread on the way to the pools a turn. What comes behind a silence is read
 * at once.
 */
final class EventReader {

  /** What comes between two pauses where little comes, in bytes. */
  private static final int LITTLE_BYTES = 8 << 10;

  private static final int BUFFER_BYTES = 64 << 10;

  /** What max_allowed_packet can be at most, 1 GiB, and room for what comes around it. */
  private static final long LARGEST_EVENT = (1L << 30) + (64 << 10);

  private static final int FIRST_STEP_BYTES = 1 << 20;
  private static final int PACKET_HEADER_LENGTH = 4;
  private static final int LARGEST_PACKET = 0xffffff;
  private static final int EVENT_MARK = 0;
  private static final int ERROR_MARK = 0xff;
  private static final int END_MARK = 0xfe;

  private final InputStream input;
  private final EventHandler handler;
  private final long pauseMillis;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] packetHeader = new byte[PACKET_HEADER_LENGTH];
  private final byte[] mark = new byte[1];
  private final byte[] header = new byte[RawEvent.HEADER_LENGTH];
  private final CRC32 crc = new CRC32();

  /** What of the buffer has yet to be taken. */
  private int bufferedFrom;

  private int bufferedTo;

  private long sincePause;

  /** How many bytes of the packet have yet to be read. */
  private int left;

  /** Whether another packet belongs to this one. */
  private boolean goesOn;

  /** The connection asks for checksums, so they are there until a file says otherwise. */
  private boolean checksums = true;

  /**
   * @param input what the server sends in answer to the request for its binlog
   * @param pauseMillis how long transactions gather, in milliseconds
   */
  EventReader(InputStream input, EventHandler handler, long pauseMillis) {
    this.input = input;
    this.handler = handler;
    this.pauseMillis = pauseMillis;
  }

  /**
   * Reads until that ends, which it always does with an exception.
   *
   * @throws IOException if the connection ends, or the server ends the stream
   * @throws SourceException if an event is damaged, or the handler wants no more
   * @throws InterruptedException if the handler was interrupted
   */
  void run() throws IOException, SourceException, InterruptedException {
    while (true) {
      handler.event(next());
      if (bufferedFrom == bufferedTo && !handler.isInTransaction()) {
        pause();
      }
    }
  }

  /** A connection with TLS may have more than it tells; then there soon is more than little. */
  private void pause() throws IOException, InterruptedException {
    if (sincePause < LITTLE_BYTES && input.available() == 0) {
      Thread.sleep(pauseMillis);
    }
    sincePause = 0;
  }

  private RawEvent next() throws IOException, SourceException {
    try {
      return read();
    } catch (UndecodableException e) {
      throw new SourceException(
          Kind.UNDECODABLE,
          "the event at "
              + handler.nextPlace()
              + " is damaged: "
              + e.getMessage()
              + "; the stream stops here so that no change is lost. A restart reads it again; if"
              + " that does not help, the file on the server is damaged: start again from a"
              + " position after it, with the tables warmed",
          e);
    }
  }

  private RawEvent read() throws IOException {
    openPacket();
    take(mark, 0, 1);
    switch (mark[0] & 0xff) {
      case EVENT_MARK -> {
        // what follows is an event
      }
      case ERROR_MARK -> throw error();
      case END_MARK -> throw new EOFException("the server has ended the stream");
      default -> throw new UndecodableException("the server sent something that is no event");
    }
    take(header, 0, header.length);
    long size = RawEvent.size(header);
    if (size < header.length || size > LARGEST_EVENT) {
      throw new UndecodableException("its length would be " + size);
    }
    int length = (int) size - header.length;
    if (goesOn ? length < left : length != left) {
      throw new UndecodableException(
          "its length would be " + size + ", and the server sent another number of bytes");
    }
    byte[] body = body(length);
    closePacket();
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
  private byte[] body(int length) throws IOException {
    byte[] body = new byte[Math.min(length, FIRST_STEP_BYTES)];
    int filled = 0;
    while (true) {
      take(body, filled, body.length - filled);
      filled = body.length;
      if (filled == length) {
        return body;
      }
      body = Arrays.copyOf(body, (int) Math.min(length, 2L * filled));
    }
  }

  private void openPacket() throws IOException {
    fill(packetHeader, 0, packetHeader.length);
    left = (int) ByteOrdered.littleEndian(packetHeader, 0, 3);
    goesOn = left == LARGEST_PACKET;
  }

  /** A packet that is as large as can be has another one behind it, which may be empty. */
  private void closePacket() throws IOException {
    if (left == 0 && goesOn) {
      openPacket();
    }
    if (left > 0 || goesOn) {
      throw new UndecodableException("the server sent more bytes than its header speaks of");
    }
  }

  /** Takes the next bytes of the payload, over all of its packets. */
  private void take(byte[] to, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (left == 0) {
        if (!goesOn) {
          throw new UndecodableException("the server sent fewer bytes than its header speaks of");
        }
        openPacket();
      } else {
        int count = Math.min(left, end - at);
        fill(to, at, count);
        left -= count;
        at += count;
      }
    }
  }

  private void fill(byte[] to, int offset, int length) throws IOException {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int buffered = bufferedTo - bufferedFrom;
      if (buffered > 0) {
        int count = Math.min(buffered, end - at);
        System.arraycopy(buffer, bufferedFrom, to, at, count);
        bufferedFrom += count;
        at += count;
      } else if (end - at >= BUFFER_BYTES) {
        at += received(input.read(to, at, end - at));
      } else {
        bufferedTo = received(input.read(buffer, 0, BUFFER_BYTES));
        bufferedFrom = 0;
      }
    }
  }

  private int received(int count) throws EOFException {
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    sincePause += count;
    return count;
  }

  private ServerException error() throws IOException {
    byte[] payload = new byte[left];
    take(payload, 0, payload.length);
    ErrorPacket error = new ErrorPacket(payload);
    return new ServerException(error.getErrorMessage(), error.getErrorCode(), error.getSqlState());
  }

  private void verify(byte[] body, int bodyLength, int code) {
    if (bodyLength < 0) {
      throw new UndecodableException("an event of type " + code + " has no room for its checksum");
    }
    crc.reset();
    crc.update(header);
    crc.update(body, 0, bodyLength);
    if (crc.getValue() != ByteOrdered.littleEndian(body, bodyLength, 4)) {
      throw new UndecodableException("the checksum of an event of type " + code + " is wrong");
    }
  }
}
