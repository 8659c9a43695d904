package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The way to one server over several connections, as one alone is no faster than the kernel's
 * buffers and the distance let it be. Each key has its own connection, which keeps what is done to
 * it in order.
 */
// A failure of what is scheduled is dealt with where it happens.
@SuppressWarnings("FutureReturnValueIgnored")
final class StripedLane implements Lane {

  /** How often it is looked whether the server has been emptied. */
  private static final long LOOK_MILLIS = 50;

  private final EventLoop loop;
  private final List<Lane> stripes;

  /** What is delivered while the server is being emptied over one connection or another. */
  private final Queue<Delivery> waiting = new ArrayDeque<>();

  /**
   * @param options with the number of connections
   */
  StripedLane(ServerAddress server, ClientOptions options, EventLoop loop) {
    this(
        IntStream.rangeClosed(1, options.connections())
            .mapToObj(
                number ->
                    Lane.single(options.protocol(), server, options.ofConnection(number), loop))
            .toList(),
        loop);
  }

  /**
   * @param stripes a lane for each connection
   */
  StripedLane(List<Lane> stripes, EventLoop loop) {
    this.stripes = stripes;
    this.loop = loop;
  }

  /** It is up if all connections are, since the last of them is. */
  @Override
  public ServerHealth health() {
    ServerHealth found = stripes.get(0).health();
    for (Lane stripe : stripes) {
      ServerHealth health = stripe.health();
      if (!health.up()) {
        return health;
      }
      if (health.since().isAfter(found.since())) {
        found = health;
      }
    }
    return found;
  }

  @Override
  public void connect() {
    stripes.forEach(Lane::connect);
  }

  @Override
  public void deliver(Delivery delivery) {
    if (!isEmptying()) {
      deal(delivery);
      return;
    }
    if (waiting.isEmpty()) {
      loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    waiting.add(delivery);
  }

  private void deal(Delivery delivery) {
    List<List<CacheOperation>> shares = new ArrayList<>(stripes.size());
    int usual = delivery.operations().size() / stripes.size() + 1;
    stripes.forEach(stripe -> shares.add(new ArrayList<>(usual)));
    for (CacheOperation operation : delivery.operations()) {
      shares.get(stripe(operation)).add(operation);
    }
    for (int i = 0; i < shares.size(); i++) {
      List<CacheOperation> share = shares.get(i);
      if (!share.isEmpty()) {
        stripes.get(i).deliver(new Delivery(delivery.batch(), share, delivery.order()));
      }
    }
    // its parts are waited for instead
    delivery.batch().acknowledge();
  }

  /** The number of a key's connection. Its high bits count, too, which a product brings down. */
  private int stripe(CacheOperation operation) {
    int mixed = operation.key().hashCode() * 0x9E3779B9;
    return (mixed >>> 16) % stripes.size();
  }

  /**
   * Whether a command to empty the server is due or on its way on some connection: what is stored
   * over another one now could be gone afterwards.
   */
  @Override
  public boolean isEmptying() {
    return !waiting.isEmpty() || stripes.stream().anyMatch(Lane::isEmptying);
  }

  private void look() {
    if (waiting.isEmpty()) {
      return;
    }
    if (stripes.stream().anyMatch(Lane::isEmptying)) {
      loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    List<Delivery> due = List.copyOf(waiting);
    waiting.clear();
    due.forEach(this::deal);
  }

  @Override
  public void reset() {
    List<Delivery> forgotten = List.copyOf(waiting);
    waiting.clear();
    forgotten.forEach(delivery -> delivery.batch().acknowledge());
    stripes.forEach(Lane::reset);
  }

  /** Each connection empties it, since each knows only when its own operations are done. */
  @Override
  public void flush(CompletableFuture<Void> flushed) {
    List<CompletableFuture<Void>> parts = new ArrayList<>();
    for (Lane stripe : stripes) {
      CompletableFuture<Void> part = new CompletableFuture<>();
      parts.add(part);
      stripe.flush(part);
    }
    CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (none, failure) -> {
              if (failure == null) {
                flushed.complete(null);
              } else {
                flushed.completeExceptionally(failure);
              }
            });
  }

  @Override
  public long steppedBack() {
    return stripes.stream().mapToLong(Lane::steppedBack).sum();
  }

  @Override
  public void checkAcknowledgements() {
    stripes.forEach(Lane::checkAcknowledgements);
  }

  @Override
  public void close() {
    waiting.clear();
    stripes.forEach(Lane::close);
  }
}
