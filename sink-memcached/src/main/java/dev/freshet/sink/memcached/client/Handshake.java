package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Promise;

/**
 * Asks a new connection for version and settings and makes sure that the server knows the meta
 * commands as we send them. The form of {@code ms} changed with memcached 1.6.10, and an older
 * server would take values for commands; so one is sent whose value, {@code mn}, is harmless as a
 * command, and which stores nothing, since it asks for a version that a missing item cannot have.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handshake extends SimpleChannelInboundHandler<Reply> {

  private static final String REQUEST =
      "version\r\nstats settings\r\nms freshet:probe 2 C1 T-1\r\nmn\r\nmn\r\n";
  private static final String VERSION = "VERSION ";
  private static final String ITEM_SIZE = "STAT item_size_max ";
  private static final String CHUNK_SIZE = "STAT slab_chunk_max ";

  private enum Awaited {
    VERSION,
    SETTINGS,
    PROBE,
    BARRIER
  }

  private final Promise<ServerFacts> facts;
  private Awaited awaited = Awaited.VERSION;
  private String version = "";
  private long maxItemBytes = Long.MAX_VALUE;
  private long maxChunkBytes = ServerFacts.USUAL_CHUNK_BYTES;

  /**
   * @param facts fulfilled once the server has answered everything; failed with a {@link
   *     ServerTrouble} otherwise
   */
  Handshake(Promise<ServerFacts> facts) {
    this.facts = facts;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.writeAndFlush(Unpooled.wrappedBuffer(REQUEST.getBytes(US_ASCII)));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    switch (awaited) {
      case VERSION -> readVersion(reply);
      case SETTINGS -> readSetting(reply);
      case PROBE -> readProbe(reply);
      case BARRIER -> {
        if (!(reply instanceof Reply.Barrier)) {
          throw ServerTrouble.foreign(said(reply));
        }
        facts.trySuccess(new ServerFacts(version, maxItemBytes, maxChunkBytes));
      }
    }
  }

  private void readVersion(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Failure failure) {
      throw refusal(failure.text());
    }
    if (!(reply instanceof Reply.Text text) || !text.text().startsWith(VERSION)) {
      throw ServerTrouble.foreign(said(reply));
    }
    version = text.text().substring(VERSION.length()).trim();
    awaited = Awaited.SETTINGS;
  }

  private void readSetting(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Failure) {
      awaited = Awaited.PROBE;
      return;
    }
    if (!(reply instanceof Reply.Text text)) {
      throw ServerTrouble.foreign(said(reply));
    }
    if (text.text().equals("END")) {
      awaited = Awaited.PROBE;
    } else if (text.text().startsWith(ITEM_SIZE)) {
      maxItemBytes = number(text.text(), ITEM_SIZE);
    } else if (text.text().startsWith(CHUNK_SIZE)) {
      maxChunkBytes = number(text.text(), CHUNK_SIZE);
    } else if (!text.text().startsWith("STAT ")) {
      throw ServerTrouble.foreign(text.text());
    }
  }

  private static long number(String line, String name) throws ServerTrouble {
    try {
      return Long.parseLong(line.substring(name.length()).trim());
    } catch (NumberFormatException e) {
      throw ServerTrouble.foreign(line);
    }
  }

  private void readProbe(Reply reply) throws ServerTrouble {
    if (!(reply instanceof Reply.Status)) {
      throw new ServerTrouble(
          "is memcached "
              + ServerTrouble.quoted(version)
              + ", which does not know the meta commands as they are since 1.6.10",
          "install memcached 1.6.10 or newer there; protocol=meta needs it");
    }
    awaited = Awaited.BARRIER;
  }

  private static String said(Reply reply) {
    if (reply instanceof Reply.Text text) {
      return text.text();
    }
    if (reply instanceof Reply.Failure failure) {
      return failure.text();
    }
    return reply instanceof Reply.Status status ? status.code().name() : "MN";
  }

  /** What an error in place of the version means. */
  static ServerTrouble refusal(String error) {
    if (error.contains("Too many open connections")) {
      return new ServerTrouble(
          "has no connection left to give (\"Too many open connections\")",
          "raise its limit (memcached -c) or close other clients' connections");
    }
    if (error.contains("unauthenticated")) {
      return new ServerTrouble(
          "demands authentication, which protocol=meta does not offer",
          "start it without authentication, on a network that only trusted clients reach");
    }
    return ServerTrouble.foreign(error);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    facts.tryFailure(
        new ServerTrouble(
            "closes the connection before it has answered",
            "look at its log and its connection limit (memcached -c), and at what listens there"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    facts.tryFailure(Troubles.of(cause));
    context.close();
  }
}
