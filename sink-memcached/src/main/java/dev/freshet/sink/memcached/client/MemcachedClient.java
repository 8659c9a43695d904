package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.sink.memcached.routing.BatchRouter;
import dev.freshet.sink.memcached.routing.BatchRouter.RoutedBatch;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the connections to a pool's servers and brings batches to them. Thread-safe: all work is
 * done by one event loop of the shared ones, in the order of the calls, so that nothing here needs
 * a lock. Routing is done there, too, which takes its cost from the thread that submits. Futures
 * complete on the event loop: what hangs on them must not block.
 */
public final class MemcachedClient {

  private final ClientOptions options;
  private final BatchRouter router;
  private final EventLoop loop;
  private final List<Lane> lanes;
  private final List<ServerWatch> watches;
  private final Set<SubmittedBatch> submitted = new HashSet<>();
  private final UnroutedBatches unrouted = new UnroutedBatches();
  private final Backoff lookupBackoff;
  private @Nullable ScheduledFuture<?> acknowledgementCheck;
  private boolean started;
  private boolean closed;

  /** A client that connects to nothing yet. Starts the shared event loops if they do not run. */
  public MemcachedClient(ClientOptions options, BatchRouter router) {
    this.options = options;
    this.router = router;
    this.loop = EventLoops.next();
    this.lookupBackoff =
        new Backoff(options.backoff(), options.maxBackoff(), new SplittableRandom());
    this.lanes = options.servers().stream().map(server -> Lane.of(server, options, loop)).toList();
    this.watches =
        IntStream.range(0, lanes.size())
            .mapToObj(i -> new ServerWatch(options.servers().get(i), options, lanes.get(i), loop))
            .toList();
  }

  /** Begins to connect. Does nothing when called again. */
  public void start() {
    loop.execute(
        () -> {
          if (!started && !closed) {
            started = true;
            lanes.forEach(Lane::connect);
            watches.forEach(ServerWatch::start);
            prepareRouting();
            long period = Math.max(20, options.acknowledgementTimeout().toMillis() / 4);
            acknowledgementCheck =
                loop.scheduleAtFixedRate(
                    () -> lanes.forEach(Lane::checkAcknowledgements),
                    period,
                    period,
                    TimeUnit.MILLISECONDS);
          }
        });
  }

  /**
   * Has the addresses looked up that placements depend on, then sends what waits for them. A
   * failure needs no report of its own: the server whose name is not known is reported as down.
   */
  // The failure that the ignored future would tell is the one that is dealt with here.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void prepareRouting() {
    if (closed) {
      return;
    }
    if (router.isReady()) {
      unrouted.release(this::route);
      return;
    }
    AddressLookup.of(router::prepare)
        .whenCompleteAsync(
            (prepared, failure) -> {
              if (failure == null) {
                prepareRouting();
              } else {
                loop.schedule(this::prepareRouting, lookupBackoff.next(), TimeUnit.MILLISECONDS);
              }
            },
            loop);
  }

  /** Some of the servers, by their places in the options' list of servers. */
  public PoolShare share(BitSet servers) {
    return new Share(servers);
  }

  private final class Share implements PoolShare {
    private final BitSet servers;

    Share(BitSet servers) {
      this.servers = (BitSet) servers.clone();
    }

    @Override
    public CompletableFuture<BatchOutcome> submit(OperationBatch batch) {
      CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
      loop.execute(() -> deliver(batch, servers, future));
      return future;
    }

    @Override
    public void reset() {
      loop.execute(
          () -> {
            unrouted.reset(servers);
            servers.stream().forEach(server -> lanes.get(server).reset());
          });
    }

    @Override
    public CompletableFuture<Void> flush() {
      reset();
      CompletableFuture<?>[] flushed =
          servers.stream()
              .mapToObj(MemcachedClient.this::flush)
              .toArray(CompletableFuture<?>[]::new);
      return CompletableFuture.allOf(flushed);
    }
  }

  private CompletableFuture<Void> flush(int server) {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    loop.execute(() -> lanes.get(server).flush(flushed));
    return flushed;
  }

  private void deliver(
      OperationBatch batch, BitSet servers, CompletableFuture<BatchOutcome> future) {
    SubmittedBatch submission = new SubmittedBatch(future, submitted::remove);
    if (closed) {
      submission.cancel();
      return;
    }
    submitted.add(submission);
    if (router.isReady() && unrouted.isEmpty()) {
      route(batch, servers, submission);
      submission.routed();
    } else {
      unrouted.add(batch, servers, submission);
    }
  }

  private void route(OperationBatch batch, BitSet servers, SubmittedBatch submission) {
    RoutedBatch routed = router.route(batch);
    submission.reject(routed.rejections());
    for (int i = servers.nextSetBit(0); i >= 0; i = servers.nextSetBit(i + 1)) {
      List<CacheOperation> share = routed.shares().get(i);
      if (!share.isEmpty()) {
        lanes.get(i).deliver(new Delivery(submission, share, batch.order()));
      }
    }
  }

  private void cancelAll() {
    unrouted.clear();
    List.copyOf(submitted).forEach(SubmittedBatch::cancel);
  }

  /** How each server is, in the order of the options' servers. */
  public List<ServerHealth> health() {
    return watches.stream().map(ServerWatch::health).toList();
  }

  /** Has each server that is up asked for its statistics soon. */
  public void refreshStatistics() {
    watches.forEach(ServerWatch::refresh);
  }

  /** What each server counts, for those that have told it. */
  public List<ServerStatistics> statistics() {
    return watches.stream().flatMap(watch -> Stream.ofNullable(watch.current())).toList();
  }

  /**
   * How many operations have not been carried out since the start because the server held something
   * newer, of all servers together; always 0 without the guard. Thread-safe.
   */
  public long steppedBack() {
    return lanes.stream().mapToLong(Lane::steppedBack).sum();
  }

  /** Closes all connections and cancels what is not acknowledged. Waits for nothing. */
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          if (acknowledgementCheck != null) {
            acknowledgementCheck.cancel(false);
          }
          watches.forEach(ServerWatch::close);
          lanes.forEach(Lane::close);
          cancelAll();
        });
  }
}
