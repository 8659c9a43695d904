package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.sink.memcached.client.Reply.Status;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads by meta gets, many of them under way at once (memcached doc/protocol.txt, "Meta Get", "Meta
 * No-Op"). Each carries a token, each is answered, in order, and a barrier stands behind each
 * batch: an answer too many or too few, or one to another's question, ends the connection.
 *
 * <p>The flag {@code u} has the server neither move the item within its LRU nor mark it as fetched.
 * No flag keeps it from telling the first to ask, us, that it is to renew an item which somebody
 * has marked as stale ({@code md … I}).
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class MetaItemConnection extends SimpleChannelInboundHandler<Reply>
    implements ItemConnection {

  /**
   * How much is sent at a time, in bytes. Less than what memcached reads at a time: the TLS of
   * 1.6.18 forgets about the rest of a record.
   */
  private static final int BATCH_BYTES = 8 * 1024;

  private static final int LONGEST_COMMAND_BYTES = 300;
  private static final int TOKENS = 1_000_000_000;

  /** What stands among the tokens for a barrier. */
  private static final int BARRIER = -2;

  private static final byte[] GET = ascii("mg ");
  private static final byte[] FLAGS = ascii(" v f t c u O");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] BARRIER_COMMAND = ascii("mn\r\n");

  private final Channel channel;
  private final ItemListener listener;
  private final Deque<Integer> awaited = new ArrayDeque<>();
  private @Nullable ByteBuf batch;
  private int nextToken;
  private @Nullable ServerTrouble trouble;

  private MetaItemConnection(Channel channel, ItemListener listener) {
    this.channel = channel;
    this.listener = listener;
  }

  /** Makes connections of this kind to {@code server}. */
  static ItemConnector connector(ServerAddress server, ClientOptions options, EventLoop loop) {
    Connector connector = Connector.of(server, options, loop);
    return listener -> connect(connector, listener);
  }

  private static CompletableFuture<ItemConnection> connect(
      Connector connector, ItemListener listener) {
    CompletableFuture<ItemConnection> connected = new CompletableFuture<>();
    connector
        .connect(Handshake.Questions.ALL)
        .addListener(
            made -> {
              if (made.isSuccess()) {
                Channel channel = ((Connector.Connection) made.getNow()).channel();
                MetaItemConnection connection = new MetaItemConnection(channel, listener);
                channel.pipeline().replace(ReplyDecoder.class, "items", new ItemDecoder());
                channel.pipeline().replace(Handshake.class, "reader", connection);
                connected.complete(connection);
              } else {
                connected.completeExceptionally(Troubles.of(made.cause()));
              }
            });
    return connected;
  }

  @Override
  public void ask(CacheKey key) {
    ByteBuf commands = batch;
    if (commands == null) {
      commands = channel.alloc().buffer(BATCH_BYTES);
      batch = commands;
    }
    commands.writeBytes(GET);
    commands.writeBytes(key.bytes());
    commands.writeBytes(FLAGS);
    commands.writeCharSequence(Integer.toString(nextToken), US_ASCII);
    commands.writeBytes(LINE_END);
    awaited.add(nextToken);
    nextToken = (nextToken + 1) % TOKENS;
    if (commands.readableBytes() > BATCH_BYTES - LONGEST_COMMAND_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() {
    ByteBuf commands = batch;
    if (commands != null) {
      batch = null;
      commands.writeBytes(BARRIER_COMMAND);
      awaited.add(BARRIER);
      channel.writeAndFlush(commands, channel.voidPromise());
    }
  }

  @Override
  public void close() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
    channel.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    if (trouble != null) {
      return;
    }
    Integer token = awaited.poll();
    if (token == null || (token == BARRIER) != (reply instanceof Reply.Barrier)) {
      throw unasked(reply);
    }
    if (token != BARRIER) {
      take(reply, token);
    }
  }

  private void take(Reply reply, int token) throws ServerTrouble {
    if (reply instanceof Reply.Value value && value.opaque() == token) {
      listener.answered(value.item());
    } else if (reply instanceof Reply.Miss miss
        && (miss.opaque() == token || miss.opaque() == Status.NO_OPAQUE)) {
      listener.answered(new HeldItem.Absent());
    } else if (reply instanceof Reply.Failure failure && !failure.text().startsWith("ERROR")) {
      listener.refused(failure.text());
    } else {
      throw unasked(reply);
    }
  }

  private static ServerTrouble unasked(Reply reply) {
    if (reply instanceof Reply.Failure failure) {
      return Handshake.refusal(failure.text());
    }
    if (reply instanceof Reply.Value || reply instanceof Reply.Miss) {
      return new ServerTrouble(
          "answers a question that it was not asked, or not asked then",
          "look for a proxy in between that mixes up connections");
    }
    return ServerTrouble.foreign(Handshake.said(reply));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (trouble == null) {
      trouble = Troubles.of(cause);
    }
    context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ServerTrouble known = trouble;
    listener.ended(known == null ? Troubles.of(new IOException("closed by the server")) : known);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
