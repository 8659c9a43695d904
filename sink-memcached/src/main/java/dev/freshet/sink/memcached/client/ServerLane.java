package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One server of a pool and the one connection to it. Connects, connects again, writes what the
 * {@link Outbox} gives as long as the connection takes it, and tells it what comes back. Used by
 * the pool's event loop alone, but for {@link #health}.
 *
 * <p>A connection is never closed because the server is slow: what was sent on it could be carried
 * out behind what is sent on the next. A slow server is only reported.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ServerLane {

  /** How long a server that runs gets to work off what a lost connection left in its buffer. */
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ClientOptions options;
  private final EventLoop loop;
  private final Runnable onAcknowledged;
  private final Connector connector;
  private final Backoff backoff;
  private final LaneHealth health;
  private final Outbox outbox = new Outbox(Outbox.SEGMENT_BYTES);
  private @Nullable Link link;
  private long quietSinceNanos;
  private boolean closed;

  /**
   * @param onAcknowledged called after deliveries may have been acknowledged
   */
  ServerLane(ServerAddress server, ClientOptions options, EventLoop loop, Runnable onAcknowledged) {
    this.options = options;
    this.loop = loop;
    this.onAcknowledged = onAcknowledged;
    this.connector = new Connector(server, options.connectTimeout(), loop);
    this.backoff = new Backoff(options.backoff(), options.maxBackoff(), new SplittableRandom());
    this.health = new LaneHealth(options.pool(), server.hostAndPort());
  }

  /** Thread-safe. */
  ServerHealth health() {
    return health.current();
  }

  void connect() {
    if (closed) {
      return;
    }
    connector
        .connect()
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

  void deliver(Delivery delivery) {
    if (!outbox.isOutstanding()) {
      quietSinceNanos = System.nanoTime();
    }
    outbox.add(delivery);
    if (link != null) {
      link.pump();
    }
  }

  /** Forgets all deliveries. */
  void reset() {
    outbox.reset();
  }

  /** Reports the server as down if it has left operations unacknowledged for too long. */
  void checkAcknowledgements() {
    Link connected = link;
    long quietNanos = System.nanoTime() - quietSinceNanos;
    if (connected != null
        && outbox.isOutstanding()
        && quietNanos > options.acknowledgementTimeout().toNanos()) {
      health.down(
          "has acknowledged nothing for longer than ack.timeout; it is connected, but hangs, is"
              + " stopped or cannot be reached any more");
    }
  }

  void close() {
    closed = true;
    outbox.reset();
    health.down("closed");
    if (link != null) {
      link.channel.close();
    }
  }

  /** Ends the pause of an outbox that asks for one. */
  private void settle(Link settling) {
    if (outbox.isSettling()) {
      loop.schedule(
          () -> {
            if (link == settling) {
              outbox.settled();
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
    private final SegmentWriter writer;
    private @Nullable ServerTrouble trouble;

    Link(Connector.Connection connection) {
      channel = connection.channel();
      facts = connection.facts();
      writer = new SegmentWriter(options.deletesOnly(), facts);
    }

    String description() {
      return "memcached " + facts.version();
    }

    /** Writes as much as the connection takes. */
    void pump() {
      long nowSeconds = System.currentTimeMillis() / 1000;
      boolean wrote = false;
      while (channel.isWritable()) {
        Segment segment = outbox.next();
        if (segment == null) {
          break;
        }
        writer.write(channel, segment, nowSeconds);
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
      if (reply instanceof Reply.Barrier) {
        outbox.barrier();
        quietSinceNanos = System.nanoTime();
        backoff.reset();
        health.up(description());
        settle(this);
      } else if (reply instanceof Reply.Status status) {
        outbox.status(status);
      } else if (reply instanceof Reply.Failure failure) {
        if (failure.text().startsWith("ERROR")) {
          throw Handshake.refusal(failure.text());
        }
        outbox.failure(failure.text());
      } else if (reply instanceof Reply.Text text) {
        throw ServerTrouble.foreign(text.text());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      onAcknowledged.run();
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
      outbox.disconnected(ended == null);
      retry(ended == null ? Troubles.of(new IOException("closed by the server")) : ended);
    }
  }
}
