package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.sink.memcached.client.Reply.Status;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of the bytes that a server sends, however they are cut into packets. A line that is
 * longer than any of memcached's ends the connection.
 */
final class ReplyDecoder extends ByteToMessageDecoder {

  /** The longest line that is taken, in bytes. */
  static final int MAX_LINE_BYTES = 2048;

  /** What stands for a line that is not all there. */
  static final int NO_LINE = -1;

  private static final int MAX_OPAQUE_DIGITS = 9;

  /** Those of the largest number of 64 bits, unsigned. */
  private static final int MAX_CAS_DIGITS = 20;

  private static final long NO_NUMBER = -1;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws ServerTrouble {
    int end = endOfLine(in);
    if (end != NO_LINE) {
      out.add(reply(in, in.readerIndex(), lineLength(in, end)));
      in.readerIndex(end + 1);
    }
  }

  /**
   * Where the next line's line feed is; {@link #NO_LINE} if it is not there yet.
   *
   * @throws ServerTrouble if there is none where one should be by now
   */
  static int endOfLine(ByteBuf in) throws ServerTrouble {
    int start = in.readerIndex();
    int window = Math.min(in.readableBytes(), MAX_LINE_BYTES + 1);
    int end = in.indexOf(start, start + window, (byte) '\n');
    if (end < 0 && window > MAX_LINE_BYTES) {
      throw ServerTrouble.foreign(in.toString(start, MAX_LINE_BYTES, ISO_8859_1));
    }
    return end < 0 ? NO_LINE : end;
  }

  /** How long the next line is without its end, which is at {@code end}. */
  static int lineLength(ByteBuf in, int end) {
    int length = end - in.readerIndex();
    return length > 0 && in.getByte(end - 1) == '\r' ? length - 1 : length;
  }

  /** What the line says that begins at {@code start}. */
  static Reply reply(ByteBuf in, int start, int length) {
    if (length == 2 && in.getByte(start) == 'M' && in.getByte(start + 1) == 'N') {
      return Reply.Barrier.INSTANCE;
    }
    if (length == 2 || (length > 2 && in.getByte(start + 2) == ' ')) {
      Status status = status(in, start, length);
      if (status != null) {
        return status;
      }
    }
    String text = in.toString(start, length, ISO_8859_1);
    return text.equals("ERROR")
            || text.startsWith("ERROR ")
            || text.startsWith("CLIENT_ERROR ")
            || text.startsWith("SERVER_ERROR ")
        ? new Reply.Failure(text)
        : new Reply.Text(text);
  }

  private static @Nullable Status status(ByteBuf in, int start, int length) {
    Status.Code code =
        switch (in.getByte(start) << 8 | in.getByte(start + 1)) {
          case 'H' << 8 | 'D' -> Status.Code.HD;
          case 'N' << 8 | 'F' -> Status.Code.NF;
          case 'N' << 8 | 'S' -> Status.Code.NS;
          case 'E' << 8 | 'X' -> Status.Code.EX;
          default -> null;
        };
    if (code == null) {
      return null;
    }
    int opaque = Status.NO_OPAQUE;
    long cas = 0;
    int at = start + 2;
    int end = start + length;
    while (at < end) {
      if (in.getByte(at) == ' ') {
        at++;
        continue;
      }
      int tokenEnd = tokenEnd(in, at, end);
      int digits = tokenEnd - at - 1;
      switch (in.getByte(at)) {
        case 'O' -> {
          long token = number(in, at + 1, tokenEnd);
          if (token == NO_NUMBER || digits > MAX_OPAQUE_DIGITS) {
            return null;
          }
          opaque = (int) token;
        }
        case 'c' -> {
          cas = number(in, at + 1, tokenEnd);
          if (cas == 0 || cas == NO_NUMBER || digits > MAX_CAS_DIGITS) {
            return null;
          }
        }
        // An item that somebody has marked as stale is an item like any other here.
        case 'W', 'X', 'Z' -> {
          if (digits > 0) {
            return null;
          }
        }
        default -> {
          return null;
        }
      }
      at = tokenEnd;
    }
    return new Status(code, opaque, cas);
  }

  private static int tokenEnd(ByteBuf in, int start, int end) {
    int at = start;
    while (at < end && in.getByte(at) != ' ') {
      at++;
    }
    return at;
  }

  /** The decimal number that stands there, unsigned; {@link #NO_NUMBER} if none does. */
  private static long number(ByteBuf in, int start, int end) {
    if (start == end) {
      return NO_NUMBER;
    }
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = in.getByte(i) - '0';
      if (digit < 0 || digit > 9) {
        return NO_NUMBER;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
