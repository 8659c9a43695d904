package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.freshet.api.spi.HeldItem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of the bytes that a server sends to a connection that reads, however they are cut
 * into packets: as {@link ReplyDecoder}, and items with their values. Memory for a value is taken
 * as it comes, whatever length the server has announced.
 */
final class ItemDecoder extends ByteToMessageDecoder {

  private static final int LINE_END_BYTES = 2;

  /** What stood ahead of the value that is being read; null if none is. */
  private @Nullable ItemHead head;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws ServerTrouble {
    ItemHead known = head;
    if (known == null) {
      decodeLine(in, out);
    } else if (in.readableBytes() - LINE_END_BYTES >= known.valueBytes()) {
      head = null;
      out.add(value(known, in));
    }
  }

  private void decodeLine(ByteBuf in, List<Object> out) throws ServerTrouble {
    int end = ReplyDecoder.endOfLine(in);
    if (end == ReplyDecoder.NO_LINE) {
      return;
    }
    int length = ReplyDecoder.lineLength(in, end);
    String line = in.toString(in.readerIndex(), length, ISO_8859_1);
    if (!ItemHead.isOne(line)) {
      out.add(ReplyDecoder.reply(in, in.readerIndex(), length));
    } else {
      ItemHead read = ItemHead.parse(line);
      if (read.valueBytes() == ItemHead.NO_VALUE) {
        out.add(new Reply.Miss(read.opaque()));
      } else {
        head = read;
      }
    }
    in.readerIndex(end + 1);
  }

  private static Reply value(ItemHead head, ByteBuf in) throws ServerTrouble {
    byte[] value = ByteBufUtil.getBytes(in, in.readerIndex(), head.valueBytes());
    in.skipBytes(value.length);
    if (in.readByte() != '\r' || in.readByte() != '\n') {
      throw ServerTrouble.foreign("a value of " + value.length + " bytes that goes on behind them");
    }
    return new Reply.Value(
        head.opaque(),
        new HeldItem.Present(value, head.flags(), head.ttlSeconds(), head.version()));
  }
}
