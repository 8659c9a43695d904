package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.Rejection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.List;

/**
 * Writes segments as quiet meta commands with tokens, and a barrier behind them (memcached
 * doc/protocol.txt, "Meta Set", "Meta Delete", "Meta No-Op"). Makes no object per operation. Used
 * by one event loop alone.
 *
 * <p>Large sets are not quiet: where memory runs out while memcached reads a value that it stores
 * in several chunks, it keeps the old value, and to a quiet command it does not even say so (1.6.18
 * and 1.6.45 do this).
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class SegmentWriter {

  private static final byte[] SET = ascii("ms ");
  private static final byte[] FLAGS = ascii(" F");
  private static final byte[] TTL = ascii(" T");
  private static final byte[] DELETE = ascii("md ");
  private static final byte[] QUIET = ascii(" q O");
  private static final byte[] ANSWERED = ascii(" O");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] BARRIER = ascii("mn\r\n");

  /** Room for what stands around key and value in a command, in bytes. */
  private static final int FRAME_BYTES = 64;

  /** Values from this size on are not copied into the buffer of the commands. */
  private static final int LARGE_VALUE_BYTES = 32 * 1024;

  private static final int MAX_BUFFER_BYTES = 256 * 1024;

  /** Values from this size on are answered whatever the server's chunks are: it costs nothing. */
  private static final long ANSWERED_BYTES = 16 * 1024;

  /** More than the header of an item takes. */
  private static final int ITEM_HEADER_BYTES = 128;

  private final byte[] digits = new byte[20];
  private final boolean deletesOnly;
  private final long maxItemBytes;
  private final long answeredBytes;

  /**
   * @param deletesOnly whether a set is written as a delete
   */
  SegmentWriter(boolean deletesOnly, ServerFacts facts) {
    this.deletesOnly = deletesOnly;
    this.maxItemBytes = facts.maxItemBytes();
    this.answeredBytes = Math.min(ANSWERED_BYTES, facts.maxChunkBytes() - ITEM_HEADER_BYTES);
  }

  /**
   * Writes {@code segment} without flushing it.
   *
   * @param nowSeconds the present Unix time
   */
  void write(Channel channel, Segment segment, long nowSeconds) {
    List<CacheOperation> operations = segment.operations();
    ByteBuf buffer = channel.alloc().buffer(estimate(operations), Integer.MAX_VALUE);
    int opaque = segment.firstOpaque();
    for (int i = 0; i < operations.size(); i++) {
      CacheOperation operation = operations.get(i);
      if (deletesOnly || operation.kind() == CacheOperation.Kind.DELETE) {
        writeDelete(buffer, operation, opaque);
      } else if (surelyTooLarge(operation)) {
        writeDelete(buffer, operation, opaque);
        segment.reject(new Rejection(operation, tooLarge(operation.value().length, maxItemBytes)));
      } else {
        boolean answered = itemBytes(operation) >= answeredBytes;
        if (answered) {
          segment.expectAnswer();
        }
        writeSetLine(buffer, operation, answered ? ANSWERED : QUIET, opaque, nowSeconds);
        byte[] value = operation.value();
        if (value.length < LARGE_VALUE_BYTES) {
          buffer.writeBytes(value);
        } else {
          channel.write(buffer, channel.voidPromise());
          channel.write(Unpooled.wrappedBuffer(value), channel.voidPromise());
          buffer = channel.alloc().buffer(FRAME_BYTES);
        }
        buffer.writeBytes(LINE_END);
      }
      opaque++;
    }
    buffer.writeBytes(BARRIER);
    channel.write(buffer, channel.voidPromise());
  }

  private static int estimate(List<CacheOperation> operations) {
    long bytes = BARRIER.length;
    for (int i = 0; i < operations.size() && bytes < MAX_BUFFER_BYTES; i++) {
      CacheOperation operation = operations.get(i);
      bytes += FRAME_BYTES + operation.key().bytes().length + operation.value().length;
    }
    return (int) Math.min(bytes, MAX_BUFFER_BYTES);
  }

  /**
   * Whether the server refuses the value whatever its item header takes. What is smaller than that
   * but does not fit with its header either, the server finds out.
   */
  private boolean surelyTooLarge(CacheOperation operation) {
    return itemBytes(operation) > maxItemBytes;
  }

  /** What an item takes at least. */
  private static long itemBytes(CacheOperation operation) {
    return (long) operation.key().bytes().length + operation.value().length;
  }

  static String tooLarge(int valueBytes, long maxItemBytes) {
    return "the value has "
        + valueBytes
        + " bytes, the server takes items of "
        + maxItemBytes
        + " (memcached -I) with key and header";
  }

  private void writeSetLine(
      ByteBuf buffer, CacheOperation operation, byte[] noise, int opaque, long nowSeconds) {
    buffer.writeBytes(SET);
    buffer.writeBytes(operation.key().bytes());
    buffer.writeByte(' ');
    writeNumber(buffer, operation.value().length);
    if (operation.flags() != 0) {
      buffer.writeBytes(FLAGS);
      writeNumber(buffer, Integer.toUnsignedLong(operation.flags()));
    }
    buffer.writeBytes(TTL);
    writeNumber(buffer, Expiry.of(operation.ttlSeconds(), nowSeconds));
    buffer.writeBytes(noise);
    writeNumber(buffer, opaque);
    buffer.writeBytes(LINE_END);
  }

  private void writeDelete(ByteBuf buffer, CacheOperation operation, int opaque) {
    buffer.writeBytes(DELETE);
    buffer.writeBytes(operation.key().bytes());
    buffer.writeBytes(QUIET);
    writeNumber(buffer, opaque);
    buffer.writeBytes(LINE_END);
  }

  private void writeNumber(ByteBuf buffer, long number) {
    if (number < 0) {
      buffer.writeByte('-');
    }
    int at = digits.length;
    long left = Math.abs(number);
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
