package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.client.BinlogConnection;
import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.ServerAccess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a server's binlog, as it sent them, without checksums.
 *
 * @param file the file that all of it is in
 * @param description the event that the file begins with
 * @param units its transactions and statements, in their order
 */
// recordings are compared by nobody
@SuppressWarnings("ArrayRecordComponent")
record RecordedBinlog(String file, byte[] description, List<Unit> units) {

  /**
   * The events from one GTID to the next.
   *
   * @param start the offset of the first one
   * @param events the events, each with its header
   */
  record Unit(long start, List<byte[]> events) {}

  /**
   * Reads from a position until the server has nothing more to send. All has to be in one file.
   *
   * @param from where to begin
   */
  static RecordedBinlog read(ServerAccess access, BinlogPosition from) throws Exception {
    Recorder recorder = new Recorder();
    try (BinlogConnection connection =
        new BinlogConnection(access, 4711, Duration.ofMillis(200), false)) {
      connection.read(from, recorder);
    } catch (SourceException e) {
      if (!recorder.isDone) {
        throw e;
      }
    }
    return new RecordedBinlog(recorder.place.file(), recorder.description, recorder.units);
  }

  private static byte[] bytes(RawEvent event) {
    byte[] bytes = new byte[RawEvent.HEADER_LENGTH + event.bodyLength()];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) event.seconds())
        .put((byte) event.code())
        .putInt((int) event.server())
        .putInt((int) event.size())
        .putInt((int) event.end())
        .putShort((short) event.flags())
        .put(event.body(), 0, event.bodyLength());
    return bytes;
  }

  private static final class Recorder implements EventHandler {

    private final BinlogPlace place = new BinlogPlace();
    private final List<Unit> units = new ArrayList<>();
    private byte[] description = new byte[0];
    private boolean isDone;

    @Override
    public void event(RawEvent event) throws SourceException {
      place.advance(event);
      switch (event.code()) {
        case EventCode.HEARTBEAT, EventCode.HEARTBEAT_V2 -> {
          isDone = true;
          throw new SourceException(SourceException.Kind.UNREACHABLE, "all is recorded");
        }
        case EventCode.FORMAT_DESCRIPTION -> description = bytes(event);
        case EventCode.GTID,
            EventCode.ANONYMOUS_GTID,
            EventCode.GTID_TAGGED,
            EventCode.MARIADB_GTID -> {
          units.add(new Unit(place.start().offset(), new ArrayList<>()));
          units.get(units.size() - 1).events().add(bytes(event));
        }
        default -> {
          if (!units.isEmpty() && !event.isArtificial()) {
            units.get(units.size() - 1).events().add(bytes(event));
          }
        }
      }
    }

    @Override
    public boolean isInTransaction() {
      return false;
    }

    @Override
    public String nextPlace() {
      return place.next();
    }
  }
}
