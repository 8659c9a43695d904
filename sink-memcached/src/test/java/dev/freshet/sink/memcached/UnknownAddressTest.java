package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.delete;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.spi.PoolShare;
import dev.freshet.sink.memcached.client.ClientOptions;
import dev.freshet.sink.memcached.client.MemcachedClient;
import dev.freshet.sink.memcached.client.Protocol;
import dev.freshet.sink.memcached.client.ServerAccess;
import dev.freshet.sink.memcached.routing.BatchRouter;
import dev.freshet.sink.memcached.routing.DistributionCatalogue;
import dev.freshet.sink.memcached.routing.HostNames;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pool whose placements depend on addresses that the name service does not tell at once. */
class UnknownAddressTest {

  /** Knows no address until it is told. */
  private static final class LateNames implements HostNames {

    private final AtomicInteger failures = new AtomicInteger();
    private volatile boolean known;

    @Override
    public InetAddress address(String host) throws UnknownHostException {
      if (!known) {
        failures.incrementAndGet();
        throw new UnknownHostException(host);
      }
      return InetAddress.getByName(host);
    }

    @Override
    public String name(InetAddress address) {
      return address.getHostAddress();
    }
  }

  private final LateNames names = new LateNames();

  private MemcachedClient clientOf(FakeMemcached server) {
    List<ServerAddress> servers = List.of(ServerAddress.parse(server.address()));
    return new MemcachedClient(
        new ClientOptions(
            "test",
            servers,
            Protocol.META,
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ZERO,
            ServerAccess.OPEN,
            false,
            false),
        new BatchRouter(
            DistributionCatalogue.create("xmemcached-ketama_nginx", servers, "", names), 1));
  }

  private static PoolShare theServerOf(MemcachedClient client) {
    BitSet first = new BitSet();
    first.set(0);
    return client.share(first);
  }

  @Test
  void batchesWaitInTheirOrderAndAreThenSent() throws Exception {
    try (FakeMemcached server = new FakeMemcached()) {
      MemcachedClient client = clientOf(server);
      client.start();
      List<CompletableFuture<BatchOutcome>> outcomes =
          List.of(
              theServerOf(client).submit(batch(delete("a"))),
              theServerOf(client).submit(batch(delete("b"))));
      await().until(() -> names.failures.get() > 3 && client.health().get(0).up());
      assertThat(outcomes).noneMatch(CompletableFuture::isDone);
      assertThat(server.received(0)).isEmpty();
      names.known = true;
      outcomes.forEach(outcome -> assertThat(Pools.await(outcome)).isEqualTo(BatchOutcome.APPLIED));
      assertThat(Pools.await(theServerOf(client).submit(batch(delete("c")))))
          .isEqualTo(BatchOutcome.APPLIED);
      assertThat(String.join(" ", server.received(0))).containsSubsequence("md a", "md b", "md c");
      client.close();
    }
  }

  @Test
  void whatWasSubmittedBeforeTheStartIsSentThough() throws Exception {
    names.known = true;
    try (FakeMemcached server = new FakeMemcached()) {
      MemcachedClient client = clientOf(server);
      CompletableFuture<BatchOutcome> early = theServerOf(client).submit(batch(delete("a")));
      client.start();
      assertThat(Pools.await(early)).isEqualTo(BatchOutcome.APPLIED);
      client.close();
    }
  }

  @Test
  void whatIsResetMeanwhileIsNeverSent() throws Exception {
    try (FakeMemcached server = new FakeMemcached()) {
      MemcachedClient client = clientOf(server);
      client.start();
      CompletableFuture<BatchOutcome> forgotten = theServerOf(client).submit(batch(delete("a")));
      await().until(() -> names.failures.get() > 0);
      theServerOf(client).reset();
      CompletableFuture<BatchOutcome> kept = theServerOf(client).submit(batch(delete("b")));
      names.known = true;
      assertThat(Pools.await(kept)).isEqualTo(BatchOutcome.APPLIED);
      assertThat(forgotten).isDone();
      assertThat(String.join(" ", server.received(0))).contains("md b").doesNotContain("md a");
      client.close();
    }
  }
}
