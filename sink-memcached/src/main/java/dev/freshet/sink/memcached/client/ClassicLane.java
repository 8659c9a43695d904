package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.classic.ClassicAnswer;
import dev.freshet.sink.memcached.classic.ClassicConnection;
import dev.freshet.sink.memcached.classic.ClassicFailure;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.classic.ClassicRequest;
import dev.freshet.sink.memcached.client.KeyedOutbox.Attempt;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One server of a pool that is spoken to in the text or binary protocol, and the one connection to
 * it. Sends what the {@link KeyedOutbox} gives and tells it what is answered. As with {@link
 * ServerLane}, a connection is never closed because the server is slow.
 */
// A failure of what is scheduled is dealt with where it happens.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClassicLane implements Lane {

  /** As with {@link ServerLane}: time for a server to work off what a lost connection left. */
  private static final Duration SETTLING = Duration.ofMillis(100);

  private final ClassicProtocol protocol;
  private final ClientOptions options;
  private final EventLoop loop;
  private final ClassicConnector connector;
  private final Backoff backoff;
  private final LaneHealth health;
  private final KeyedOutbox outbox = new KeyedOutbox();
  private final FlushRequest flush;
  private @Nullable Link link;
  private long quietSinceNanos;
  private boolean closed;

  ClassicLane(
      ClassicProtocol protocol, ServerAddress server, ClientOptions options, EventLoop loop) {
    this.protocol = protocol;
    this.options = options;
    this.loop = loop;
    this.connector = new ClassicConnector(protocol, server, options);
    this.backoff = new Backoff(options.backoff(), options.maxBackoff(), new SplittableRandom());
    this.health = new LaneHealth(options.pool(), server.hostAndPort());
    this.flush = new FlushRequest(server.hostAndPort(), false);
  }

  @Override
  public ServerHealth health() {
    return health.current();
  }

  @Override
  public void connect() {
    if (closed) {
      return;
    }
    connector
        .connect()
        .whenCompleteAsync(
            (opened, failure) -> {
              if (failure == null) {
                connected(opened);
              } else {
                retry(Troubles.of(failure));
              }
            },
            loop);
  }

  private void connected(ClassicConnector.Opened opened) {
    if (closed) {
      ClassicConnector.close(opened.connection());
      return;
    }
    Link fresh = new Link(opened);
    link = fresh;
    outbox.limit(options.deletesOnly() ? Long.MAX_VALUE : opened.greeting().maxItemBytes());
    quietSinceNanos = System.nanoTime();
    health.up(fresh.description);
    opened.connection().ended().whenCompleteAsync((end, none) -> fresh.ended(end), loop);
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
    if (!outbox.isOutstanding()) {
      quietSinceNanos = System.nanoTime();
    }
    outbox.add(delivery);
    if (link != null) {
      link.pump();
    }
  }

  @Override
  public void reset() {
    outbox.reset().forEach(SubmittedBatch::acknowledge);
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
    long quietNanos = System.nanoTime() - quietSinceNanos;
    if (link != null
        && outbox.isOutstanding()
        && quietNanos > options.acknowledgementTimeout().toNanos()) {
      health.down(
          "has acknowledged nothing for longer than ack.timeout; it is connected, but hangs, is"
              + " stopped or cannot be reached any more");
    }
  }

  @Override
  public void close() {
    closed = true;
    outbox.reset();
    flush.cancel();
    health.down("closed");
    if (link != null) {
      ClassicConnector.close(link.connection);
      link = null;
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
  private final class Link {

    /**
     * @param attempt what was answered; null for the flush
     */
    private record Answered(@Nullable Attempt attempt, ClassicAnswer answer) {}

    private final ClassicConnection connection;
    private final String description;
    private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();

    Link(ClassicConnector.Opened opened) {
      connection = opened.connection();
      description =
          "memcached "
              + opened.greeting().version()
              + ", "
              + protocol.name().toLowerCase(Locale.ROOT)
              + " protocol";
    }

    /** Sends as much as may be under way at once. */
    void pump() {
      if (flush.isDue() && outbox.isIdle()) {
        flush.sent();
        connection.send(ClassicRequest.flush(), answer -> hear(null, answer));
      }
      long nowSeconds = System.currentTimeMillis() / 1000;
      while (!flush.isPending()) {
        Attempt attempt = outbox.next();
        if (attempt == null) {
          break;
        }
        connection.send(request(attempt, nowSeconds), answer -> hear(attempt, answer));
      }
    }

    private ClassicRequest request(Attempt attempt, long nowSeconds) {
      CacheOperation operation = attempt.operation();
      if (options.deletesOnly() || attempt.deletes()) {
        return ClassicRequest.delete(operation.key().bytes());
      }
      return ClassicRequest.set(
          operation.key().bytes(),
          operation.value(),
          operation.flags(),
          Expiry.of(operation.ttlSeconds(), nowSeconds));
    }

    /** Called by the connection's thread. Answers that come together are read together. */
    private void hear(@Nullable Attempt attempt, ClassicAnswer answer) {
      answers.add(new Answered(attempt, answer));
      if (reading.compareAndSet(false, true)) {
        loop.execute(this::read);
      }
    }

    private void read() {
      reading.set(false);
      takeAll();
      if (link == this) {
        pump();
      }
    }

    private void takeAll() {
      if (link != this) {
        return;
      }
      try {
        for (Answered next = answers.poll(); next != null; next = answers.poll()) {
          take(next);
        }
      } catch (ServerTrouble e) {
        end(e);
      }
    }

    private void take(Answered answered) throws ServerTrouble {
      ClassicAnswer answer = answered.answer();
      quietSinceNanos = System.nanoTime();
      if (answered.attempt() == null) {
        if (flush.answered(
            answer.accepted() ? new Reply.Text("OK") : new Reply.Failure(answer.text()))) {
          loop.schedule(this::flushed, FlushRequest.SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        }
        return;
      }
      outbox.answered(answered.attempt(), answer.accepted() ? null : answer.text());
      backoff.reset();
      health.up(description);
      settle(this);
    }

    private void flushed() {
      if (link == this) {
        flush.settled();
        pump();
      }
    }

    /** Sends nothing more: that would be lost, and count as in flight. */
    void ended(ClassicFailure failure) {
      takeAll();
      end(ClassicTroubles.ofEnd(protocol, failure));
    }

    /** Connects again only when nothing that this connection was given can be sent any more. */
    private void end(ServerTrouble trouble) {
      if (link != this) {
        return;
      }
      link = null;
      outbox.disconnected();
      flush.disconnected();
      health.down(trouble.describe());
      ClassicConnector.close(connection).whenCompleteAsync((done, failure) -> retry(trouble), loop);
    }
  }
}
