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
 * JSON by code that knows the one table, and go out as quiet sets. No checkpoint, no
 * acknowledgement, no second try. Its arguments are host, port, user, password, binlog file,
 * position, and the servers.
 */
public final class Floor {
  private static final long FLUSH_MILLIS = 1;
  private static final int FIXED_ARGUMENTS = 6;
  private static final long SERVER_ID = 860_771;

  private final QuietSets sets;
  private final UserRows rows;

  private Floor(QuietSets sets) {
    this.sets = sets;
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
    deserializer.setEventDataDeserializer(
        EventType.EXT_WRITE_ROWS, new ByteArrayEventDataDeserializer());
    client.setEventDeserializer(deserializer);
    try (QuietSets sets = QuietSets.connect(servers)) {
      Floor floor = new Floor(sets);
      client.registerEventListener(floor::handle);
      Thread clock = new Thread(floor::flushEveryMillisecond, "flush");
      clock.setDaemon(true);
      clock.start();
      client.connect();
    }
  }

  private void handle(Event event) {
    if (event.getHeader().getEventType() == EventType.EXT_WRITE_ROWS) {
      try {
        rows.write(((ByteArrayEventData) event.getData()).getData());
      } catch (IOException | RuntimeException e) {
        fail(e);
      }
    }
  }

  /** So that nothing stays behind when the stream pauses. */
  private void flushEveryMillisecond() {
    try {
      while (true) {
        Thread.sleep(FLUSH_MILLIS);
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
