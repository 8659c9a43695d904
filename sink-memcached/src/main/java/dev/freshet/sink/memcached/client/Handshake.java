package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Asks a new connection for version and settings and makes sure that the server knows the meta
 * commands as we send them. The form of {@code ms} changed with memcached 1.6.10, and an older
 * server would take values for commands; so one is sent whose value, {@code mn}, is harmless as a
 * command, and which stores nothing, since it asks for a version that a missing item cannot have.
 * The same with the flag {@code E} tells whether the server takes versions; {@code version} ends
 * the questions, since it cannot be mistaken for what a refused value is answered with.
 *
 * <p>{@code version} goes ahead alone, since a server that asks for credentials says so only to a
 * single command, and may hang up without a word on more (1.6.45 does). Credentials are sent only
 * if the server asks for them: one that does not would store them as a value, for everybody to
 * read. They are a {@code set} of any key (memcached doc/protocol.txt, "Authentication"), here one
 * that is expired, so that no server keeps it.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class Handshake extends SimpleChannelInboundHandler<Reply> {

  /** What is asked of the server. */
  enum Questions {
    /** All that has to be known before operations are sent. */
    ALL,
    /** Only what it counts. */
    STATISTICS,
    /** Only whether it is memcached, and which. */
    VERSION
  }

  /** Asks for the version, which any server answers with one line. */
  static final String GREETING = "version\r\n";

  private static final String STATISTICS = "stats\r\n";
  private static final String PROBES =
      """
      stats settings\r
      ms freshet:probe 2 C1 T-1\r
      mn\r
      mn\r
      ms freshet:probe 2 C1 E1 T-1\r
      mn\r
      version\r
      """;

  /** What the answer to that begins with. */
  static final String VERSION = "VERSION ";

  private static final String ITEM_SIZE = "STAT item_size_max ";
  private static final String CHUNK_SIZE = "STAT slab_chunk_max ";
  private static final String NO_VERSIONS = "STAT cas_enabled no";
  private static final String UNAUTHENTICATED = "unauthenticated";

  private enum Awaited {
    VERSION,
    LOGIN,
    STATISTICS,
    SETTINGS,
    PROBE,
    BARRIER,
    VERSIONS_PROBE,
    END,
    NOTHING
  }

  private final Questions questions;
  private final @Nullable Credentials credentials;
  private final Promise<ServerFacts> facts;
  private Awaited awaited = Awaited.VERSION;
  private String version = "";
  private long maxItemBytes = Long.MAX_VALUE;
  private long maxChunkBytes = ServerFacts.USUAL_CHUNK_BYTES;
  private boolean takesVersions = true;
  private boolean authenticated;
  private final StatisticsReading statistics = new StatisticsReading();
  private boolean toldStatistics;

  /**
   * @param credentials what the server is told if it asks; null for nothing
   * @param facts fulfilled once the server has answered everything; failed with a {@link
   *     ServerTrouble} otherwise
   */
  Handshake(Questions questions, @Nullable Credentials credentials, Promise<ServerFacts> facts) {
    this.questions = questions;
    this.credentials = credentials;
    this.facts = facts;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    send(context, ascii(GREETING));
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(US_ASCII));
  }

  private static void send(ChannelHandlerContext context, ByteBuf bytes) {
    context.writeAndFlush(bytes);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    switch (awaited) {
      case VERSION -> readVersion(context, reply);
      case LOGIN -> readLogin(context, reply);
      case STATISTICS -> readStatistics(reply);
      case SETTINGS -> readSetting(reply);
      case PROBE -> readProbe(reply);
      case BARRIER -> {
        if (!(reply instanceof Reply.Barrier)) {
          throw ServerTrouble.foreign(said(reply));
        }
        awaited = Awaited.VERSIONS_PROBE;
      }
      case VERSIONS_PROBE -> readVersionsProbe(reply);
      case END -> readEnd(reply);
      case NOTHING -> throw ServerTrouble.foreign(said(reply));
    }
  }

  private void readVersion(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Failure failure) {
      if (credentials == null || authenticated || !failure.text().contains(UNAUTHENTICATED)) {
        throw refusal(failure.text());
      }
      send(context, login(credentials));
      awaited = Awaited.LOGIN;
      return;
    }
    version = version(reply);
    switch (questions) {
      case ALL -> {
        send(context, ascii(PROBES));
        awaited = Awaited.SETTINGS;
      }
      case STATISTICS -> {
        send(context, ascii(STATISTICS));
        awaited = Awaited.STATISTICS;
      }
      case VERSION -> finish();
    }
  }

  private static String version(Reply reply) throws ServerTrouble {
    if (!(reply instanceof Reply.Text text) || !text.text().startsWith(VERSION)) {
      throw ServerTrouble.foreign(said(reply));
    }
    return text.text().substring(VERSION.length()).trim();
  }

  private static ByteBuf login(Credentials credentials) {
    byte[] value = (credentials.username() + " " + credentials.password()).getBytes(UTF_8);
    return Unpooled.wrappedBuffer(
        ("set freshet:login 0 -1 " + value.length + "\r\n").getBytes(US_ASCII),
        value,
        "\r\n".getBytes(US_ASCII));
  }

  private void readLogin(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Failure failure) {
      throw new ServerTrouble(
          "refuses username and password: " + ServerTrouble.quoted(failure.text()),
          "correct username and password, or its own file of them (memcached -Y), which it reads"
              + " again on SIGHUP");
    }
    if (!(reply instanceof Reply.Text text) || !text.text().equals("STORED")) {
      throw ServerTrouble.foreign(said(reply));
    }
    authenticated = true;
    send(context, ascii(GREETING));
    awaited = Awaited.VERSION;
  }

  private void readStatistics(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Text text && !text.text().equals("END")) {
      statistics.read(text.text());
      toldStatistics = true;
      return;
    }
    if (!(reply instanceof Reply.Failure || reply instanceof Reply.Text)) {
      throw ServerTrouble.foreign(said(reply));
    }
    finish();
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
    } else if (text.text().equals(NO_VERSIONS)) {
      takesVersions = false;
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
      throw new NoMetaCommands(version);
    }
    awaited = Awaited.BARRIER;
  }

  private void readVersionsProbe(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Failure) {
      takesVersions = false;
    } else if (!(reply instanceof Reply.Status)) {
      throw ServerTrouble.foreign(said(reply));
    }
    awaited = Awaited.END;
  }

  private void readEnd(Reply reply) throws ServerTrouble {
    if (reply instanceof Reply.Barrier && !takesVersions) {
      // the value of the refused probe, taken for a command
      return;
    }
    version(reply);
    finish();
  }

  private void finish() {
    awaited = Awaited.NOTHING;
    facts.trySuccess(
        new ServerFacts(
            version,
            maxItemBytes,
            maxChunkBytes,
            takesVersions,
            authenticated,
            toldStatistics ? statistics : null));
  }

  /** What {@code reply} begins with, or all of it where it is one line. */
  static String said(Reply reply) {
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
    if (error.contains(UNAUTHENTICATED)) {
      return new ServerTrouble(
          "demands authentication, and there is no username",
          "set username and password of the pool as in the server's file (memcached -Y)");
    }
    if (error.startsWith("SERVER_ERROR")) {
      return new ServerTrouble(
          "answers with an error of its own: it says " + ServerTrouble.quoted(error),
          "look at its log and its memory");
    }
    return ServerTrouble.foreign(error);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
      facts.tryFailure(TlsTroubles.ofBeginning(tls.cause()));
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    facts.tryFailure(
        new ServerTrouble(
            "closes the connection before it has answered",
            "look at its log and its connection limit (memcached -c), whether it speaks TLS"
                + " (ssl.mode), and at what listens there"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    facts.tryFailure(Troubles.of(cause));
    context.close();
  }
}
