package dev.freshet.sink.memcached.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Recognises a server that speaks TLS where none was asked for, by the record that its first answer
 * begins with (RFC 8446, section 5.1), and steps aside otherwise.
 */
final class PlainTextOnly extends ChannelInboundHandlerAdapter {

  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws ServerTrouble {
    if (message instanceof ByteBuf bytes && bytes.isReadable()) {
      int first = bytes.getByte(bytes.readerIndex());
      if (first == ALERT || first == HANDSHAKE) {
        ReferenceCountUtil.release(message);
        throw new ServerTrouble(
            "speaks TLS, which ssl.mode=disabled does not",
            "set ssl.mode=verify_identity, or verify_ca or required");
      }
      context.pipeline().remove(this);
    }
    context.fireChannelRead(message);
  }
}
