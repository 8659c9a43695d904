package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lane to a server of which it is found out what it speaks, once, when it first answers. What
 * is delivered until then waits here, in order.
 */
// A failure of what is scheduled is dealt with where it happens.
@SuppressWarnings("FutureReturnValueIgnored")
final class AutoLane implements Lane {

  private final ServerAddress server;
  private final ClientOptions options;
  private final EventLoop loop;
  private final ProtocolChoice choice;
  private final Backoff backoff;
  private final LaneHealth health;
  private final List<Delivery> waiting = new ArrayList<>();
  private @Nullable CompletableFuture<Void> flush;
  private volatile @Nullable Lane chosen;
  private boolean closed;

  AutoLane(ServerAddress server, ClientOptions options, EventLoop loop) {
    this.server = server;
    this.options = options;
    this.loop = loop;
    this.choice = new ProtocolChoice(server, options, loop);
    this.backoff = new Backoff(options.backoff(), options.maxBackoff(), new SplittableRandom());
    this.health = new LaneHealth(options.pool(), server.hostAndPort());
  }

  @Override
  public ServerHealth health() {
    Lane lane = chosen;
    return lane == null ? health.current() : lane.health();
  }

  @Override
  public void connect() {
    if (closed) {
      return;
    }
    choice
        .find()
        .whenCompleteAsync(
            (protocol, failure) -> {
              if (closed) {
                return;
              }
              if (failure == null) {
                choose(Lane.single(protocol, server, options, loop));
              } else {
                health.down(Troubles.of(failure).describe());
                loop.schedule(this::connect, backoff.next(), TimeUnit.MILLISECONDS);
              }
            },
            loop);
  }

  private void choose(Lane lane) {
    chosen = lane;
    lane.connect();
    if (flush != null) {
      lane.flush(flush);
      flush = null;
    }
    waiting.forEach(lane::deliver);
    waiting.clear();
  }

  @Override
  public void deliver(Delivery delivery) {
    Lane lane = chosen;
    if (lane == null) {
      waiting.add(delivery);
    } else {
      lane.deliver(delivery);
    }
  }

  @Override
  public void reset() {
    Lane lane = chosen;
    if (lane != null) {
      lane.reset();
      return;
    }
    List<Delivery> forgotten = List.copyOf(waiting);
    waiting.clear();
    forgotten.forEach(delivery -> delivery.batch().acknowledge());
    cancelFlush();
  }

  @Override
  public void flush(CompletableFuture<Void> flushed) {
    Lane lane = chosen;
    if (lane != null) {
      lane.flush(flushed);
      return;
    }
    cancelFlush();
    flush = flushed;
    if (closed) {
      cancelFlush();
    }
  }

  @Override
  public boolean isEmptying() {
    Lane lane = chosen;
    return lane == null ? flush != null : lane.isEmptying();
  }

  private void cancelFlush() {
    if (flush != null) {
      flush.cancel(false);
      flush = null;
    }
  }

  @Override
  public long steppedBack() {
    Lane lane = chosen;
    return lane == null ? 0 : lane.steppedBack();
  }

  @Override
  public void checkAcknowledgements() {
    Lane lane = chosen;
    if (lane != null) {
      lane.checkAcknowledgements();
    }
  }

  @Override
  public void close() {
    closed = true;
    waiting.clear();
    cancelFlush();
    Lane lane = chosen;
    if (lane == null) {
      health.down("closed");
    } else {
      lane.close();
    }
  }
}
