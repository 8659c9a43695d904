package dev.freshet.sink.memcached.client;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.ServerHealth;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How operations are dealt among connections. */
class StripedLaneTest {

  private static final int STRIPES = 3;
  private static final int KEYS = 300;

  private final EventLoop loop = new DefaultEventLoop();
  private final List<RecordingLane> connections =
      IntStream.range(0, STRIPES).mapToObj(i -> new RecordingLane()).toList();
  private final StripedLane lane = new StripedLane(List.copyOf(connections), loop);

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Keeps what it is given. Used by the event loop, but for its flags. */
  private static final class RecordingLane implements Lane {
    private final List<Delivery> deliveries = new ArrayList<>();
    private volatile boolean emptying;
    private volatile ServerHealth health = new ServerHealth("h:1", true, Instant.EPOCH, "");
    private CompletableFuture<Void> flushed = new CompletableFuture<>();

    @Override
    public ServerHealth health() {
      return health;
    }

    @Override
    public void connect() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void deliver(Delivery delivery) {
      deliveries.add(delivery);
    }

    @Override
    public void reset() {
      deliveries.forEach(delivery -> delivery.batch().acknowledge());
      deliveries.clear();
    }

    @Override
    public void flush(CompletableFuture<Void> whenFlushed) {
      flushed = whenFlushed;
    }

    @Override
    public boolean isEmptying() {
      return emptying;
    }

    @Override
    public void checkAcknowledgements() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }

    private List<String> keys() {
      return deliveries.stream()
          .flatMap(delivery -> delivery.operations().stream())
          .map(operation -> operation.key().toString())
          .toList();
    }
  }

  private CompletableFuture<BatchOutcome> deliver(OperationBatch batch) {
    CompletableFuture<BatchOutcome> outcome = new CompletableFuture<>();
    onLoop(
        () -> {
          SubmittedBatch submitted = new SubmittedBatch(outcome, ended -> {});
          lane.deliver(new Delivery(submitted, List.copyOf(batch.operations()), batch.order()));
          submitted.routed();
        });
    return outcome;
  }

  private void onLoop(Runnable work) {
    loop.submit(work).syncUninterruptibly();
  }

  private static OperationBatch manyKeys() {
    return batch(
        IntStream.range(0, KEYS).mapToObj(i -> set("k" + i, "v")).toArray(CacheOperation[]::new));
  }

  @Test
  void eachKeyHasOneConnectionAndEachConnectionItsShare() {
    assertThat(deliver(manyKeys())).isNotDone();
    assertThat(deliver(manyKeys())).isNotDone();
    Set<String> all = new HashSet<>();
    int shares = 0;
    for (RecordingLane connection : connections) {
      Set<String> own = new HashSet<>(connection.keys());
      assertThat(own).hasSizeGreaterThan(KEYS / STRIPES / 2);
      shares += own.size();
      assertThat(connection.keys()).hasSize(2 * own.size());
      all.addAll(own);
    }
    assertThat(all).hasSize(KEYS);
    assertThat(shares).as("no key has two").isEqualTo(KEYS);
  }

  @Test
  void aBatchIsAcknowledgedOnceEachConnectionHasItsPart() {
    CompletableFuture<BatchOutcome> outcome = deliver(manyKeys());
    for (RecordingLane connection : connections) {
      assertThat(outcome).isNotDone();
      onLoop(connection::reset);
    }
    assertThat(outcome).isCompletedWithValue(BatchOutcome.APPLIED);
  }

  /** What is stored over one connection would be gone once the server is emptied over another. */
  @Test
  void nothingIsSentWhileTheServerIsBeingEmptiedOverAnyConnection() {
    CompletableFuture<Void> flushed = new CompletableFuture<>();
    onLoop(() -> lane.flush(flushed));
    connections.get(1).emptying = true;
    assertThat(deliver(manyKeys())).isNotDone();
    connections.get(0).flushed.complete(null);
    connections.get(2).flushed.complete(null);
    await().during(3 * 50, TimeUnit.MILLISECONDS).until(this::isNothingDelivered);
    assertThat(flushed).isNotDone();
    connections.get(1).flushed.complete(null);
    connections.get(1).emptying = false;
    assertThat(flushed).isCompleted();
    CompletableFuture<BatchOutcome> later = deliver(batch(set("k0", "new")));
    await().until(() -> !isNothingDelivered());
    onLoop(
        () ->
            assertThat(
                    connections.stream()
                        .map(RecordingLane::keys)
                        .filter(keys -> keys.contains("k0"))
                        .findFirst())
                .hasValueSatisfying(keys -> assertThat(keys).endsWith("k0")));
    assertThat(later).isNotDone();
  }

  private boolean isNothingDelivered() {
    return loop.submit(() -> connections.stream().allMatch(c -> c.deliveries.isEmpty()))
        .syncUninterruptibly()
        .getNow();
  }

  @Test
  void whatWaitsIsForgottenByAReset() {
    connections.get(2).emptying = true;
    CompletableFuture<BatchOutcome> outcome = deliver(manyKeys());
    assertThat(outcome).isNotDone();
    onLoop(lane::reset);
    assertThat(outcome).isCompletedWithValue(BatchOutcome.APPLIED);
    connections.get(2).emptying = false;
    assertThat(deliver(batch(set("a", "1")))).isNotDone();
    await().until(() -> !isNothingDelivered());
    onLoop(() -> assertThat(connections.stream().flatMap(c -> c.keys().stream())).contains("a"));
  }

  @Test
  void itIsUpSinceTheLastConnectionIs() {
    Instant last = Instant.EPOCH.plusSeconds(5);
    connections.get(1).health = new ServerHealth("h:1", true, last, "last");
    assertThat(lane.health().since()).isEqualTo(last);
    connections.get(2).health = new ServerHealth("h:1", false, Instant.EPOCH, "gone");
    assertThat(lane.health().up()).isFalse();
    assertThat(lane.health().detail()).isEqualTo("gone");
  }
}
