package dev.freshet.connector.binlog.event;

import dev.freshet.connector.position.Gtid;
import dev.freshet.connector.position.GtidSource;
import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * Begins a transaction of a MySQL server: {@code Gtid_event} in MySQL's libbinlogevents
 * (control_events.h).
 *
 * @param gtid the transaction's id; its number is 0 if it has none because GTIDs are off
 * @param commitMicros when it was committed on the server that this event comes from, microseconds
 *     since 1970; 0 if the server is too old to say so
 */
public record GtidEvent(Gtid gtid, long commitMicros) {

  private static final int LOGICAL_TIMESTAMPS = 2;
  private static final int COMMIT_TIME_OFFSET = 42;
  private static final int COMMIT_TIME_LENGTH = 7;
  private static final long ORIGINAL_TIME_FOLLOWS = 1L << 55;

  /**
   * Reads a GTID event without tag, or an anonymous one.
   *
   * @param previous the source of the transaction before, which is used again if it is the same
   */
  public static GtidEvent parse(RawEvent event, @Nullable GtidSource previous) {
    if (event.bodyLength() < 25) {
      throw new UndecodableException("a GTID event is too short");
    }
    byte[] body = event.body();
    long high = ByteOrdered.bigEndian(body, 1, 8);
    long low = ByteOrdered.bigEndian(body, 9, 8);
    boolean same =
        previous != null
            && previous.high() == high
            && previous.low() == low
            && previous.tag().isEmpty();
    GtidSource source = previous != null && same ? previous : new GtidSource(high, low, "");
    long number = ByteOrdered.littleEndian(body, 17, 8);
    return new GtidEvent(
        new Gtid(source, event.code() == EventCode.GTID ? valid(number) : number),
        commitMicros(event));
  }

  /** Numbers begin at 1, and the largest one that there is stands for the end. */
  private static long valid(long number) {
    if (number < 1 || number == Long.MAX_VALUE) {
      throw new UndecodableException("no transaction has the number " + number);
    }
    return number;
  }

  private static long commitMicros(RawEvent event) {
    if (event.bodyLength() < COMMIT_TIME_OFFSET + COMMIT_TIME_LENGTH
        || event.body()[25] != LOGICAL_TIMESTAMPS) {
      return 0;
    }
    long stored = ByteOrdered.littleEndian(event.body(), COMMIT_TIME_OFFSET, COMMIT_TIME_LENGTH);
    return stored & ~ORIGINAL_TIME_FOLLOWS;
  }

  /**
   * Reads a tagged GTID event. It is written by MySQL's mysql::serialization library: a version,
   * the size, the last field that must be known, and then fields that each begin with their number.
   */
  public static GtidEvent parseTagged(RawEvent event) {
    ByteCursor cursor = event.cursor();
    long version = variable(cursor);
    if (version != 1) {
      throw new UndecodableException("a tagged GTID event is of version " + version);
    }
    variable(cursor);
    variable(cursor);
    field(cursor, 0);
    variable(cursor);
    field(cursor, 1);
    long high = uuidHalf(cursor);
    long low = uuidHalf(cursor);
    field(cursor, 2);
    long number = valid(signedVariable(cursor));
    field(cursor, 3);
    String tag = cursor.text((int) Math.min(variable(cursor), cursor.remaining()));
    field(cursor, 4);
    variable(cursor);
    field(cursor, 5);
    variable(cursor);
    field(cursor, 6);
    return new GtidEvent(new Gtid(new GtidSource(high, low, tag), number), variable(cursor));
  }

  private static void field(ByteCursor cursor, int expected) {
    long field = variable(cursor);
    if (field != expected) {
      throw new UndecodableException(
          "a tagged GTID event has field " + field + " in place of " + expected);
    }
  }

  private static long uuidHalf(ByteCursor cursor) {
    long half = 0;
    for (int i = 0; i < 8; i++) {
      half = (half << 8) | (variable(cursor) & 0xff);
    }
    return half;
  }

  /** As many bytes follow the first as it has one-bits at its low end. */
  private static long variable(ByteCursor cursor) {
    int first = cursor.u8();
    int following = Math.min(8, Integer.numberOfTrailingZeros(~first));
    if (following >= 7) {
      return cursor.unsigned(following);
    }
    return cursor.unsigned(following) << (7 - following) | first >> (following + 1);
  }

  private static long signedVariable(ByteCursor cursor) {
    long value = variable(cursor);
    return (value & 1) == 0 ? value >>> 1 : -(value >>> 1) - 1;
  }
}
