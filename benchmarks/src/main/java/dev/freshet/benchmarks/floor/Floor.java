package dev.freshet.benchmarks.floor;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.ByteArrayEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.ByteArrayEventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The least that has to be done: the binlog library hands over row events as bytes, rows become
 * JSON by code that knows the one table, and go out as quiet sets and deletes. No checkpoint, no
 * acknowledgement, no second try. Its arguments are host, port, user, password, binlog file,
 * position, how many milliseconds may pass before what is not much goes out (0: it goes out at
 * once), and the servers.
 */
public final class Floor {
  private static final int FIXED_ARGUMENTS = 7;
  private static final long SERVER_ID = 860_771;

  private final QuietSets sets;
  private final UserRows rows;
  private final long flushMillis;

  private Floor(QuietSets sets, long flushMillis) {
    this.sets = sets;
    this.flushMillis = flushMillis;
    this.rows = new UserRows(sets);
  }

  /** Runs until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    List<String> servers = Arrays.asList(arguments).subList(FIXED_ARGUMENTS, arguments.length);
    BinaryLogClient client =
        new BinaryLogClient(
            arguments[0], Integer.parseInt(arguments[1]), arguments[2], arguments[3]);
    client.setBinlogFilename(arguments[4]);
    client.setBinlogPosition(Long.parseLong(arguments[5]));
    client.setServerId(SERVER_ID);
    EventDeserializer deserializer = new EventDeserializer();
    for (EventType type :
        List.of(EventType.EXT_WRITE_ROWS, EventType.EXT_UPDATE_ROWS, EventType.EXT_DELETE_ROWS)) {
      deserializer.setEventDataDeserializer(type, new ByteArrayEventDataDeserializer());
    }
    client.setEventDeserializer(deserializer);
    try (QuietSets sets = QuietSets.connect(servers)) {
      Floor floor = new Floor(sets, Long.parseLong(arguments[6]));
      client.registerEventListener(floor::handle);
      if (floor.flushMillis > 0) {
        Thread clock = new Thread(floor::flushNowAndThen, "flush");
        clock.setDaemon(true);
        clock.start();
      }
      client.connect();
    }
  }

  private void handle(Event event) {
    EventType type = event.getHeader().getEventType();
    try {
      if (type == EventType.EXT_WRITE_ROWS) {
        rows.write(body(event));
      } else if (type == EventType.EXT_UPDATE_ROWS) {
        rows.update(body(event));
      } else if (type == EventType.EXT_DELETE_ROWS) {
        rows.delete(body(event));
      }
      if (flushMillis == 0) {
        sets.flush();
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private static byte[] body(Event event) {
    return ((ByteArrayEventData) event.getData()).getData();
  }

  /** So that nothing stays behind when the stream pauses. */
  private void flushNowAndThen() {
    try {
      while (true) {
        Thread.sleep(flushMillis);
        sets.flush();
      }
    } catch (IOException | InterruptedException e) {
      fail(e);
    }
  }

  /** Ends the process: the library would swallow an exception and go on. */
  private static void fail(Exception cause) {
    cause.printStackTrace();
    Runtime.getRuntime().halt(1);
  }
}
