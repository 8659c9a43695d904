package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.sink.memcached.client.GuardedChange.Part;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.List;

/**
 * Writes the steps of guarded changes as meta commands with tokens, and a barrier behind them
 * (memcached doc/protocol.txt, "Meta Get", "Meta Set", "Meta Delete", "Meta No-Op"). Reads are
 * quiet, so that what is missing costs no answer; writes are answered. Used by one event loop
 * alone.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class GuardedSegmentWriter {

  /**
   * How long an item lives that has been added and not been confirmed, in seconds. Much longer than
   * a way to the server and back takes, since the value is written again if it is gone by then.
   */
  static final int UNCONFIRMED_SECONDS = 10;

  /** How long a tombstone stands, in seconds. */
  static final int TOMBSTONE_SECONDS = 60 * 60;

  private static final byte[] GET = ascii("mg ");
  private static final byte[] READ = ascii(" c q O");
  private static final byte[] SET = ascii("ms ");
  private static final byte[] ADD = ascii(" ME c");
  private static final byte[] ADD_TOMBSTONE = ascii(" ME");
  private static final byte[] EMPTY = ascii(" 0");
  private static final byte[] DELETE = ascii("md ");
  private static final byte[] FLAGS = ascii(" F");
  private static final byte[] TTL = ascii(" T");
  private static final byte[] COMPARE = ascii(" C");
  private static final byte[] VERSION = ascii(" E");
  private static final byte[] OPAQUE = ascii(" O");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] BARRIER = ascii("mn\r\n");

  /** Values from this size on are not copied into the buffer of the commands. */
  private static final int LARGE_VALUE_BYTES = 32 * 1024;

  private static final int INITIAL_BUFFER_BYTES = 4 * 1024;

  private final byte[] digits = new byte[20];

  /**
   * Writes {@code segment} without flushing it.
   *
   * @param nowSeconds the present Unix time
   */
  void write(Channel channel, GuardedSegment segment, long nowSeconds) {
    ByteBuf buffer = newBuffer(channel);
    List<GuardedChange> changes = segment.changes();
    int opaque = segment.firstOpaque();
    for (int i = 0; i < changes.size(); i++) {
      GuardedChange change = changes.get(i);
      switch (change.step()) {
        case LOOK -> {
          writeItemRead(buffer, change, opaque);
          writeTombstoneRead(buffer, change, opaque);
        }
        case ADD, REPLACE -> {
          writeSetLine(buffer, change, opaque, nowSeconds);
          buffer = writeValue(channel, buffer, change.operation().value());
          if (change.step() == GuardedChange.Step.ADD) {
            writeTombstoneRead(buffer, change, opaque);
          }
        }
        case RAISE -> {
          if (change.isToRaise()) {
            writeTombstone(buffer, change, opaque);
          }
          writeTombstoneRead(buffer, change, opaque);
          writeItemRead(buffer, change, opaque);
        }
        case DELETE -> writeDelete(buffer, change, opaque);
      }
      opaque += GuardedSegment.TOKENS;
    }
    buffer.writeBytes(BARRIER);
    channel.write(buffer, channel.voidPromise());
  }

  private static ByteBuf newBuffer(Channel channel) {
    return channel.alloc().buffer(INITIAL_BUFFER_BYTES, Integer.MAX_VALUE);
  }

  /** Writes a value and returns the buffer for what follows. */
  private static ByteBuf writeValue(Channel channel, ByteBuf buffer, byte[] value) {
    ByteBuf following = buffer;
    if (value.length < LARGE_VALUE_BYTES) {
      buffer.writeBytes(value);
    } else {
      channel.write(buffer, channel.voidPromise());
      channel.write(Unpooled.wrappedBuffer(value), channel.voidPromise());
      following = newBuffer(channel);
    }
    following.writeBytes(LINE_END);
    return following;
  }

  private void writeItemRead(ByteBuf buffer, GuardedChange change, int opaque) {
    buffer.writeBytes(GET);
    buffer.writeBytes(change.key().bytes());
    buffer.writeBytes(READ);
    writeNumber(buffer, opaque + Part.READ_ITEM.token());
    buffer.writeBytes(LINE_END);
  }

  private void writeTombstoneRead(ByteBuf buffer, GuardedChange change, int opaque) {
    buffer.writeBytes(GET);
    TombstoneKey.write(buffer, change.key());
    buffer.writeBytes(READ);
    writeNumber(buffer, opaque + Part.READ_TOMBSTONE.token());
    buffer.writeBytes(LINE_END);
  }

  private void writeTombstone(ByteBuf buffer, GuardedChange change, int opaque) {
    buffer.writeBytes(SET);
    TombstoneKey.write(buffer, change.key());
    buffer.writeBytes(EMPTY);
    if (change.demanded() == 0) {
      buffer.writeBytes(ADD_TOMBSTONE);
    } else {
      writeFlag(buffer, COMPARE, change.demanded());
    }
    writeFlag(buffer, VERSION, change.version());
    writeFlag(buffer, TTL, TOMBSTONE_SECONDS);
    writeFlag(buffer, OPAQUE, opaque + Part.WRITE_TOMBSTONE.token());
    buffer.writeBytes(LINE_END);
    buffer.writeBytes(LINE_END);
  }

  private void writeSetLine(ByteBuf buffer, GuardedChange change, int opaque, long nowSeconds) {
    CacheOperation operation = change.operation();
    buffer.writeBytes(SET);
    buffer.writeBytes(operation.key().bytes());
    buffer.writeByte(' ');
    writeNumber(buffer, operation.value().length);
    if (operation.flags() != 0) {
      writeFlag(buffer, FLAGS, Integer.toUnsignedLong(operation.flags()));
    }
    int ttl = operation.ttlSeconds();
    if (change.step() == GuardedChange.Step.ADD) {
      buffer.writeBytes(ADD);
      ttl = ttl == 0 ? UNCONFIRMED_SECONDS : Math.min(ttl, UNCONFIRMED_SECONDS);
    } else {
      writeFlag(buffer, COMPARE, change.demanded());
      writeFlag(buffer, VERSION, change.version());
    }
    writeFlag(buffer, TTL, Expiry.of(ttl, nowSeconds));
    writeFlag(buffer, OPAQUE, opaque + Part.WRITE_ITEM.token());
    buffer.writeBytes(LINE_END);
  }

  private void writeDelete(ByteBuf buffer, GuardedChange change, int opaque) {
    buffer.writeBytes(DELETE);
    buffer.writeBytes(change.key().bytes());
    writeFlag(buffer, COMPARE, change.demanded());
    writeFlag(buffer, OPAQUE, opaque + Part.WRITE_ITEM.token());
    buffer.writeBytes(LINE_END);
  }

  private void writeFlag(ByteBuf buffer, byte[] flag, long number) {
    buffer.writeBytes(flag);
    writeNumber(buffer, number);
  }

  /** Writes a number that is not negative. */
  private void writeNumber(ByteBuf buffer, long number) {
    int at = digits.length;
    long left = number;
    do {
      digits[--at] = (byte) ('0' + left % 10);
      left /= 10;
    } while (left != 0);
    buffer.writeBytes(digits, at, digits.length - at);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
