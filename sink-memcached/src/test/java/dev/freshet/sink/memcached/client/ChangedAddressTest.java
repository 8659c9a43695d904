package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.sink.memcached.FakeMemcached;
import dev.freshet.sink.memcached.Operations;
import dev.freshet.sink.memcached.Pools;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** The name of a server keeps its meaning only until it is looked up again. */
class ChangedAddressTest {

  private static final String NAME = "cache.test";

  private volatile List<String> known = List.of();
  private final EventLoop loop = EventLoops.next();

  private List<InetAddress> lookUp(String host) throws UnknownHostException {
    assertThat(host).isEqualTo(NAME);
    if (known.isEmpty()) {
      throw new UnknownHostException(host);
    }
    return List.of(InetAddress.getAllByName(known.get(0)));
  }

  private ServerLane laneTo(int port) {
    ServerAddress server = ServerAddress.parse(NAME + ":" + port);
    ClientOptions options =
        new ClientOptions(
            "test",
            List.of(server),
            Protocol.META,
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ZERO,
            ServerAccess.OPEN,
            false,
            false);
    return new ServerLane(server, options, this::lookUp, loop);
  }

  private CompletableFuture<BatchOutcome> set(ServerLane lane, String value) {
    CompletableFuture<BatchOutcome> future = new CompletableFuture<>();
    loop.execute(
        () -> {
          SubmittedBatch batch = new SubmittedBatch(future, ended -> {});
          lane.deliver(new Delivery(batch, List.of(Operations.set("key", value)), 0));
          batch.routed();
        });
    return future;
  }

  @Test
  void aNewConnectionGoesWhereTheNameLeadsNow() {
    known = List.of("127.0.0.1");
    try (FakeMemcached first =
            new FakeMemcached(
                connection -> {
                  connection.shakeHands();
                  connection.readUntilBarrier();
                  connection.say("MN\r\n");
                  await().until(() -> known.contains("127.0.0.2"));
                });
        FakeMemcached second = new FakeMemcached("127.0.0.2", first.port())) {
      ServerLane lane = laneTo(first.port());
      loop.execute(lane::connect);
      assertThat(Pools.await(set(lane, "1"))).isSameAs(BatchOutcome.APPLIED);
      assertThat(second.connections()).isZero();
      known = List.of("127.0.0.2");
      await().until(() -> second.connections() == 1);
      assertThat(Pools.await(set(lane, "22"))).isSameAs(BatchOutcome.APPLIED);
      assertThat(second.received(0).get(0)).startsWith("ms key 2 ");
      assertThat(first.connections()).isEqualTo(1);
      assertThat(lane.health().server()).isEqualTo(NAME + ":" + first.port());
      loop.execute(lane::close);
    }
  }

  @Test
  void aNameThatIsUnknownForAWhileIsReportedAndOvercome() {
    try (FakeMemcached server = new FakeMemcached()) {
      ServerLane lane = laneTo(server.port());
      loop.execute(lane::connect);
      await()
          .until(
              () ->
                  lane.health()
                      .detail()
                      .equals(
                          "has a name that cannot be resolved; correct its address in servers, or"
                              + " the name service"));
      known = List.of("127.0.0.1");
      assertThat(Pools.await(set(lane, "1"))).isSameAs(BatchOutcome.APPLIED);
      loop.execute(lane::close);
    }
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
