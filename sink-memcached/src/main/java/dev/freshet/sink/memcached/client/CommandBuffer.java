package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Arrays;

/**
 * Gathers commands for a connection in an array, and writes them to the channel in large pieces,
 * without flushing it: a command is a dozen parts, and each would cost more in a buffer of Netty's
 * than it does here. Used by the connection's event loop alone.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class CommandBuffer {

  private static final byte[] LINE_END = ascii("\r\n");

  private static final int INITIAL_BYTES = 4 * 1024;
  private static final int MAXIMUM_BYTES = 128 * 1024;

  /** Values from this size on are not copied. */
  private static final int LARGE_VALUE_BYTES = 32 * 1024;

  private static final int LONGEST_NUMBER = 20;

  private final Channel channel;
  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  CommandBuffer(Channel channel) {
    this.channel = channel;
  }

  /** What stands for {@code text} in commands. */
  static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  CommandBuffer append(byte[] part) {
    reserve(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
    return this;
  }

  CommandBuffer append(long number) {
    reserve(LONGEST_NUMBER);
    if (number < 0) {
      bytes[length++] = '-';
    }
    int digits = 1;
    long left = Math.abs(number);
    for (long rest = left; rest >= 10; rest /= 10) {
      digits++;
    }
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
    length += digits;
    return this;
  }

  CommandBuffer endLine() {
    return append(LINE_END);
  }

  /** Appends the block of data behind a command, which is taken over. */
  void appendBlock(byte[] value) {
    if (value.length < LARGE_VALUE_BYTES) {
      append(value);
    } else {
      write();
      channel.write(Unpooled.wrappedBuffer(value), channel.voidPromise());
    }
    endLine();
  }

  /** Writes what has been gathered to the channel. */
  void write() {
    if (length > 0) {
      ByteBuf gathered = channel.alloc().buffer(length);
      gathered.writeBytes(bytes, 0, length);
      channel.write(gathered, channel.voidPromise());
      length = 0;
    }
  }

  /** Makes room for {@code count} more bytes, which are fewer than those of a large value. */
  private void reserve(int count) {
    if (length + count <= bytes.length) {
      return;
    }
    if (bytes.length < MAXIMUM_BYTES) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    } else {
      write();
    }
  }
}
