package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.routing.BatchRouter;
import dev.freshet.sink.memcached.routing.BatchRouter.RoutedBatch;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private final List<ServerLane> lanes;
  private final Deque<SubmittedBatch> submitted = new ArrayDeque<>();
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
    this.lanes =
        options.servers().stream()
            .map(server -> new ServerLane(server, options, loop, this::completeAcknowledged))
            .toList();
  }

  /** Begins to connect. Does nothing when called again. */
  public void start() {
    loop.execute(
        () -> {
          if (!started && !closed) {
            started = true;
            lanes.forEach(ServerLane::connect);
            prepareRouting();
            long period = Math.max(20, options.acknowledgementTimeout().toMillis() / 4);
            acknowledgementCheck =
                loop.scheduleAtFixedRate(
                    () -> lanes.forEach(ServerLane::checkAcknowledgements),
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
      completeAcknowledged();
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

  /** Brings {@code batch} to the servers; see {@link dev.freshet.api.spi.Pool#submit}. */
  public CompletableFuture<BatchOutcome> submit(OperationBatch batch) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    loop.execute(() -> deliver(batch, new SubmittedBatch(future)));
    return future;
  }

  private void deliver(OperationBatch batch, SubmittedBatch submission) {
    if (closed) {
      submission.cancel();
      return;
    }
    submitted.add(submission);
    if (router.isReady() && unrouted.isEmpty()) {
      route(batch, submission);
    } else {
      unrouted.add(batch, submission);
    }
    completeAcknowledged();
  }

  private void route(OperationBatch batch, SubmittedBatch submission) {
    RoutedBatch routed = router.route(batch);
    submission.reject(routed.rejections());
    for (int i = 0; i < lanes.size(); i++) {
      List<CacheOperation> share = routed.shares().get(i);
      if (!share.isEmpty()) {
        lanes.get(i).deliver(new Delivery(submission, share));
      }
    }
  }

  private void completeAcknowledged() {
    while (!submitted.isEmpty() && submitted.element().isAcknowledged()) {
      submitted.remove().complete();
    }
  }

  /** Forgets what is not acknowledged; see {@link dev.freshet.api.spi.Pool#reset}. */
  public void reset() {
    loop.execute(
        () -> {
          lanes.forEach(ServerLane::reset);
          cancelAll();
        });
  }

  private void cancelAll() {
    unrouted.clear();
    while (!submitted.isEmpty()) {
      submitted.remove().cancel();
    }
  }

  /** How each server is, in the order of the options' servers. */
  public List<ServerHealth> health() {
    return lanes.stream().map(ServerLane::health).toList();
  }

  /** Closes all connections and cancels what is not acknowledged. Waits for nothing. */
  public void close() {
    loop.execute(
        () -> {
          closed = true;
          if (acknowledgementCheck != null) {
            acknowledgementCheck.cancel(false);
          }
          lanes.forEach(ServerLane::close);
          cancelAll();
        });
  }
}
