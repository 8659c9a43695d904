package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One server of a pool and the one connection to it. Connects, connects again, writes what the
 * {@link Backlog} gives as long as the connection takes it, and tells it what comes back. Used by
 * the pool's event loop alone, but for {@link #health}.
 *
 * <p>A connection is never closed because the server is slow: what was sent on it could be carried
 * out behind what is sent on the next. A slow server is only reported.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ServerLane implements Lane {

  /** How long a server that runs gets to work off what a lost connection left in its buffer. */
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ClientOptions options;
  private final EventLoop loop;
  private final Connector connector;
  private final Backoff backoff;
  private final LaneHealth health;
  private final LongAdder steppedBack = new LongAdder();
  private final Backlog backlog;
  private final FlushRequest flush;
  private @Nullable Link link;
  private long quietSinceNanos;
  private boolean closed;

  ServerLane(ServerAddress server, ClientOptions options, EventLoop loop) {
    this(server, options, AddressLookup.Names.SYSTEM, loop);
  }

  /**
   * @param names tells where the server is
   */
  ServerLane(
      ServerAddress server, ClientOptions options, AddressLookup.Names names, EventLoop loop) {
    this.options = options;
    this.loop = loop;
    this.connector = new Connector(server, options.connectTimeout(), options.access(), names, loop);
    this.backoff = new Backoff(options.backoff(), options.maxBackoff(), new SplittableRandom());
    this.health = new LaneHealth(options.pool(), server.hostAndPort());
    this.backlog =
        options.guarded()
            ? new GuardedOutbox(Outbox.SEGMENT_BYTES, options.deletesOnly(), steppedBack)
            : new Outbox(Outbox.SEGMENT_BYTES);
    this.flush = new FlushRequest(server.hostAndPort(), options.guarded());
  }

  @Override
  public ServerHealth health() {
    return health.current();
  }

  @Override
  public long steppedBack() {
    return steppedBack.sum();
  }

  @Override
  public void connect() {
    if (closed) {
      return;
    }
    connector
        .connect(Handshake.Questions.ALL)
        .addListener(
            connection -> {
              if (connection.isSuccess()) {
                connected((Connector.Connection) connection.getNow());
              } else {
                retry(Troubles.of(connection.cause()));
              }
            });
  }

  private void connected(Connector.Connection connection) {
    if (closed) {
      connection.channel().close();
      return;
    }
    if (options.guarded() && !connection.facts().takesVersions()) {
      connection.channel().close();
      retry(connection.facts().unguarded());
      return;
    }
    backlog.connected(connection.facts());
    Link fresh = new Link(connection);
    link = fresh;
    connection.channel().pipeline().replace(Handshake.class, "lane", fresh);
    quietSinceNanos = System.nanoTime();
    health.up(fresh.description());
    settle(fresh);
    fresh.pump();
  }

  private void retry(ServerTrouble trouble) {
    if (!closed) {
      health.down(trouble.describe());
      loop.schedule(this::connect, backoff.next(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void deliver(Delivery delivery) {
    if (!backlog.isOutstanding()) {
      quietSinceNanos = System.nanoTime();
    }
    backlog.add(delivery);
    if (link != null) {
      link.pump();
    }
  }

  @Override
  public void reset() {
    backlog.reset().forEach(SubmittedBatch::acknowledge);
    flush.cancel();
  }

  @Override
  public void flush(CompletableFuture<Void> flushed) {
    flush.request(flushed);
    if (closed) {
      flush.cancel();
    } else if (link != null) {
      link.pump();
    }
  }

  @Override
  public boolean isEmptying() {
    return flush.isPending();
  }

  @Override
  public void checkAcknowledgements() {
    Link connected = link;
    long quietNanos = System.nanoTime() - quietSinceNanos;
    if (connected != null
        && backlog.isOutstanding()
        && quietNanos > options.acknowledgementTimeout().toNanos()) {
      health.down(
          "has acknowledged nothing for longer than ack.timeout; it is connected, but hangs, is"
              + " stopped or cannot be reached any more");
    }
  }

  @Override
  public void close() {
    closed = true;
    backlog.reset();
    flush.cancel();
    health.down("closed");
    if (link != null) {
      link.channel.close();
    }
  }

  /** Ends the pause of a backlog that asks for one. */
  private void settle(Link settling) {
    if (backlog.isSettling()) {
      loop.schedule(
          () -> {
            if (link == settling) {
              backlog.settled();
              settling.pump();
            }
          },
          SETTLING.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  /** One connection, from its handshake to its end. */
  private final class Link extends SimpleChannelInboundHandler<Reply> {

    private final Channel channel;
    private final ServerFacts facts;
    private final ConnectionWriter writer;
    private @Nullable ServerTrouble trouble;

    Link(Connector.Connection connection) {
      channel = connection.channel();
      facts = connection.facts();
      writer = new ConnectionWriter(channel, options.deletesOnly(), facts);
    }

    String description() {
      return "memcached " + facts.version();
    }

    /** Writes as much as the connection takes. */
    void pump() {
      boolean wrote = false;
      if (flush.isDue() && backlog.isIdle()) {
        if (flush.isToRest()) {
          int rest = flush.rest();
          loop.schedule(() -> rested(rest), FlushRequest.RESTING.toMillis(), TimeUnit.MILLISECONDS);
        } else {
          channel.write(flush.command(), channel.voidPromise());
          wrote = true;
        }
      }
      while (channel.isWritable() && !flush.isPending() && backlog.writeNext(writer)) {
        wrote = true;
      }
      if (wrote) {
        channel.flush();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Reply reply) throws ServerTrouble {
      if (trouble != null) {
        return;
      }
      if (flush.isSent()) {
        answerToFlush(reply);
        return;
      }
      if (reply instanceof Reply.Barrier) {
        backlog.barrier();
        quietSinceNanos = System.nanoTime();
        backoff.reset();
        health.up(description());
        settle(this);
      } else if (reply instanceof Reply.Status status) {
        backlog.status(status);
      } else if (reply instanceof Reply.Failure failure) {
        if (failure.text().startsWith("ERROR")) {
          throw Handshake.refusal(failure.text());
        }
        backlog.failure(failure.text());
      } else if (reply instanceof Reply.Text text) {
        throw ServerTrouble.foreign(text.text());
      }
    }

    private void answerToFlush(Reply reply) throws ServerTrouble {
      quietSinceNanos = System.nanoTime();
      if (flush.answered(reply)) {
        loop.schedule(this::flushed, FlushRequest.SETTLING.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void rested(int rest) {
      if (link == this) {
        flush.rested(rest);
        pump();
      }
    }

    private void flushed() {
      if (link == this) {
        flush.settled();
        pump();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      pump();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      pump();
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
      link = null;
      ServerTrouble ended = trouble;
      // with TLS, a write that fails is not told to this handler, and looks as an orderly end does
      boolean encrypted = context.pipeline().get(SslHandler.class) != null;
      backlog.disconnected(ended == null && !encrypted);
      flush.disconnected();
      retry(ended == null ? Troubles.of(new IOException("closed by the server")) : ended);
    }
  }
}
