package dev.freshet.sink.memcached.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.operation.CacheKey;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has a server walk once through all that it holds and tell the keys, over a connection of its own
 * ({@code lru_crawler metadump}, memcached doc/protocol.txt, "LRU_Crawler"). The server is read as
 * fast as it tells: it does not walk through anything else meanwhile, and what it does when it has
 * to wait differs from version to version, up to blocking all of its clients. A server that falls
 * silent is given up. Used by the reader's event loop alone, but for {@link #result}.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class KeyWalk extends SimpleChannelInboundHandler<Reply> {

  private static final String COMMAND = "lru_crawler metadump ";

  /** Walks through the hash table, and so past every item once. */
  private static final String BY_HASH = "hash";

  /** Walks through the lists by use, in which items move meanwhile. */
  private static final String BY_USE = "all";

  /**
   * Those that cannot walk through the hash table, or lock a part of it while they wait for their
   * answer to be read (changed by memcached's pull request 998).
   */
  private static final Pattern LOCKING =
      Pattern.compile("[01]\\.[0-5]\\..*|1\\.6\\.(\\d|1[0-8])(\\D.*)?");

  private static final Duration BUSY_LIMIT = Duration.ofSeconds(15);
  private static final Duration BUSY_PAUSE = Duration.ofMillis(100);

  private enum Awaited {
    FIRST_LINE,
    KEY,
    NOTHING_MORE
  }

  private final KeySlice slice;
  private final Duration patience;
  private final EventLoop loop;
  private final CompletableFuture<Optional<ServerTrouble>> result = new CompletableFuture<>();
  private @Nullable Channel channel;
  private @Nullable ScheduledFuture<?> watch;
  private String command = "";
  private Awaited awaited = Awaited.FIRST_LINE;
  private long deadlineNanos;
  private long busyUntilNanos;

  /**
   * @param slice takes the keys
   * @param patience how long each line is waited for behind the one before
   */
  KeyWalk(KeySlice slice, Duration patience, EventLoop loop) {
    this.slice = slice;
    this.patience = patience;
    this.loop = loop;
  }

  /** Why not all keys have been told, or empty if they have. Never fails. */
  CompletableFuture<Optional<ServerTrouble>> result() {
    return result;
  }

  /**
   * Sets out.
   *
   * @param reach how long connecting may take, whatever it hangs at
   */
  void begin(Connector connector, Duration reach) {
    allow(reach);
    watch();
    connector
        .connect(Handshake.Questions.VERSION)
        .addListener(
            made -> {
              if (made.isSuccess()) {
                connected((Connector.Connection) made.getNow());
              } else {
                end(Troubles.of(made.cause()));
              }
            });
  }

  private void allow(Duration more) {
    deadlineNanos = System.nanoTime() + more.toNanos();
  }

  private void watch() {
    if (watch != null) {
      watch.cancel(false);
    }
    watch = loop.schedule(this::look, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    if (deadlineNanos - System.nanoTime() > 0) {
      watch();
    } else {
      end(Troubles.ofSilence(channel != null));
    }
  }

  private void connected(Connector.Connection connection) {
    channel = connection.channel();
    if (result.isDone()) {
      channel.close();
      return;
    }
    channel.pipeline().replace(Handshake.class, "keys", this);
    boolean locking = LOCKING.matcher(connection.facts().version()).matches();
    command = COMMAND + (locking ? BY_USE : BY_HASH) + "\r\n";
    busyUntilNanos = System.nanoTime() + BUSY_LIMIT.toNanos();
    ask(command);
    watch();
  }

  private void ask(String question) {
    if (channel != null) {
      allow(patience);
      channel.writeAndFlush(Unpooled.wrappedBuffer(question.getBytes(US_ASCII)));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
    if (result.isDone()) {
      return;
    }
    allow(patience);
    if (awaited != Awaited.NOTHING_MORE && isOccupied(Handshake.said(reply))) {
      askAgain(Handshake.said(reply));
      return;
    }
    switch (awaited) {
      case FIRST_LINE -> readFirstLine(reply);
      case KEY -> readKey(reply);
      case NOTHING_MORE -> readEnd(reply);
    }
  }

  private void readFirstLine(Reply reply) throws ServerTrouble {
    String said = Handshake.said(reply);
    if (reply instanceof Reply.Failure) {
      throw refusal(said);
    }
    awaited = Awaited.KEY;
    // since some time after 1.6.18; before, the keys begin at once
    if (!said.equals("OK")) {
      readKey(reply);
    }
  }

  /**
   * Whether the server says that it walks for somebody else, itself maybe, or, behind its {@code
   * OK}, that its hash table is growing.
   */
  private static boolean isOccupied(String said) {
    return said.startsWith("BUSY") || said.startsWith("ERROR locked");
  }

  private void askAgain(String said) throws ServerTrouble {
    if (busyUntilNanos - System.nanoTime() < 0) {
      throw new ServerTrouble(
          "does not come to tell its keys for "
              + BUSY_LIMIT.toSeconds()
              + " s: it says "
              + ServerTrouble.quoted(said),
          "look who else has it walk through its items (lru_crawler), or ask again later");
    }
    awaited = Awaited.FIRST_LINE;
    allow(BUSY_PAUSE.plus(patience));
    loop.schedule(() -> ask(command), BUSY_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ServerTrouble refusal(String error) {
    String remedy;
    if (error.contains("disabled")) {
      remedy =
          "start it without -o no_lru_crawler, or have its crawler run from now on by the command"
              + " \"lru_crawler enable\"";
    } else if (error.contains("not allowed")) {
      remedy = "start it without --disable-dumping (memcached -X)";
    } else {
      remedy = "memcached knows how to since 1.4.31, and other stores do not";
    }
    return new ServerTrouble(
        "does not tell its keys: it says "
            + ServerTrouble.quoted(error)
            + " to \"lru_crawler metadump\"",
        remedy);
  }

  private void readKey(Reply reply) throws ServerTrouble {
    if (!(reply instanceof Reply.Text text)) {
      throw unexpected(reply);
    }
    if (text.text().equals("END")) {
      // the answer to this stands behind whatever else is still to come
      awaited = Awaited.NOTHING_MORE;
      ask(Handshake.GREETING);
      return;
    }
    byte[] key = KeyLine.key(text.text());
    if (CacheKey.problem(key, 0, key.length) == null && !TombstoneKey.isOne(key)) {
      slice.add(key);
    }
  }

  private void readEnd(Reply reply) throws ServerTrouble {
    if (!(reply instanceof Reply.Text text)) {
      throw unexpected(reply);
    }
    if (!text.text().startsWith(Handshake.VERSION)) {
      throw KeyLine.cut();
    }
    end(Optional.empty());
  }

  private static ServerTrouble unexpected(Reply reply) {
    return reply instanceof Reply.Failure failure
        ? Handshake.refusal(failure.text())
        : ServerTrouble.foreign(Handshake.said(reply));
  }

  /** Hangs up; the rest of the keys is not told. */
  void abandon() {
    end(new ServerTrouble("is not read any more", "read again"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(Troubles.of(cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(Troubles.of(new IOException("closed by the server")));
  }

  private void end(ServerTrouble trouble) {
    end(Optional.of(trouble));
  }

  private void end(Optional<ServerTrouble> trouble) {
    result.complete(trouble);
    if (watch != null) {
      watch.cancel(false);
    }
    if (channel != null) {
      channel.close();
    }
  }
}
