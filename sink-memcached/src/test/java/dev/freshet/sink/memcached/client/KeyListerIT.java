package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.sink.memcached.Operations;
import dev.freshet.sink.memcached.Pools;
import dev.freshet.sink.memcached.routing.ServerAddress;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that holds more keys than are kept at once. */
class KeyListerIT {

  private static final int KEYS = 20_000;

  @Test
  void itsKeysAreAskedForInPartsAndToldOnceEach() throws InterruptedException {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader oracle = server.reader();
        Pool pool = Pools.started(server)) {
      List<CacheOperation> sets = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        sets.add(Operations.set("users:" + i, "1"));
      }
      Pools.awaitAll(List.of(Pools.submit(pool, OperationBatch.of(sets, 1))));
      long walksBefore = walks(oracle);
      ServerAddress address = ServerAddress.parse(server.address());
      List<CacheKey> told = new ArrayList<>();
      assertThat(
              new KeyLister(address, options(address), EventLoops.next(), 100_000).list(told::add))
          .isNull();
      assertThat(told).hasSize(KEYS);
      assertThat(new HashSet<>(told))
          .isEqualTo(new HashSet<>(sets.stream().map(CacheOperation::key).toList()));
      assertThat(walks(oracle) - walksBefore).isGreaterThanOrEqualTo(7);
    }
  }

  private static long walks(MemcachedReader oracle) {
    return Long.parseLong(oracle.stats().getOrDefault("lru_crawler_starts", "0"));
  }

  private static ClientOptions options(ServerAddress server) {
    return new ClientOptions(
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
  }
}
