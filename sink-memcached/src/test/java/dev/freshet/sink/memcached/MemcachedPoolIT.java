package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.testkit.MemcachedItem;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool and real servers, undisturbed. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class MemcachedPoolIT {

  private static final int DAY_SECONDS = 24 * 60 * 60;

  private final MemcachedVersion version;

  MemcachedPoolIT(MemcachedVersion version) {
    this.version = version;
  }

  @Test
  void aHundredThousandOperationsLandOnTheServersThatTheRouteNames() {
    try (MemcachedServer first = MemcachedServer.start(version, "-m", "256");
        MemcachedServer second = MemcachedServer.start(version, "-m", "256");
        MemcachedServer third = MemcachedServer.start(version, "-m", "256");
        Pool pool = Pools.started(first, second, third)) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int from = 0; from < 80_000; from += 1000) {
        List<CacheOperation> operations = new ArrayList<>();
        for (int i = from; i < from + 1000; i++) {
          operations.add(set("user:" + i, "value of " + i));
        }
        futures.add(Pools.submit(pool, OperationBatch.of(operations, 1)));
      }
      for (int from = 0; from < 20_000; from += 1000) {
        List<CacheOperation> operations = new ArrayList<>();
        for (int i = from; i < from + 1000; i++) {
          operations.add(delete("user:" + i * 2));
        }
        futures.add(Pools.submit(pool, OperationBatch.of(operations, 1)));
      }
      assertThat(futures)
          .allSatisfy(f -> assertThat(Pools.await(f)).isSameAs(BatchOutcome.APPLIED));

      long items = 0;
      for (MemcachedServer server : List.of(first, second, third)) {
        try (MemcachedReader reader = server.reader()) {
          items += Long.parseLong(Objects.requireNonNull(reader.stats().get("curr_items")));
          for (int i = 0; i < 80_000; i += 7) {
            String key = "user:" + i;
            boolean here = pool.route(CacheKey.of(key)).equals(server.address());
            boolean deleted = i < 40_000 && i % 2 == 0;
            assertThat(reader.getText(key).orElse("none"))
                .isEqualTo(here && !deleted ? "value of " + i : "none");
          }
        }
      }
      assertThat(items).isEqualTo(60_000);
    }
  }

  @Test
  void timesToLiveAreKeptUpToThirtyDaysAndBeyond() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      byte[] value = "v".getBytes(UTF_8);
      Pools.apply(
          pool,
          batch(
              set("never", value, 0),
              set("minute", value, 60),
              set("days30", value, 30 * DAY_SECONDS),
              set("days30+1", value, 30 * DAY_SECONDS + 1),
              set("days365", value, 365 * DAY_SECONDS),
              set("longest", value, Integer.MAX_VALUE)));
      assertThat(ttl(reader, "never")).isEqualTo(-1);
      assertThat(ttl(reader, "minute")).isBetween(55L, 60L);
      assertThat(ttl(reader, "days30")).isBetween(30L * DAY_SECONDS - 5, 30L * DAY_SECONDS);
      assertThat(ttl(reader, "days30+1")).isBetween(30L * DAY_SECONDS - 5, 30L * DAY_SECONDS + 2);
      assertThat(ttl(reader, "days365")).isBetween(365L * DAY_SECONDS - 5, 365L * DAY_SECONDS + 1);
      assertThat(ttl(reader, "longest")).isGreaterThan(365L * DAY_SECONDS);
    }
  }

  private static long ttl(MemcachedReader reader, String key) {
    return reader.item(key).map(MemcachedItem::ttlSeconds).orElse(-2L);
  }

  @Test
  void invalidateModeDeletesWhatWouldBeSet() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool setting = Pools.started(server);
        Pool pool = Pools.of("servers", server.address(), "mode", "invalidate");
        MemcachedReader reader = server.reader()) {
      pool.start();
      Pools.apply(setting, batch(set("a", "1"), set("b", "2"), set("c", "3")));
      Pools.apply(pool, batch(set("a", "new"), delete("b")));
      assertThat(reader.get("a")).isEmpty();
      assertThat(reader.get("b")).isEmpty();
      assertThat(reader.getText("c")).contains("3");
    }
  }

  @Test
  void keysOfEveryByteNeverReachTheServerAsCommands() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      Pools.apply(pool, batch(set("canary", "alive")));
      List<CacheOperation> operations = new ArrayList<>();
      for (int b = 0; b < 256; b++) {
        byte[] key = "x?\r\nflush_all\r\n".getBytes(UTF_8);
        key[1] = (byte) b;
        operations.add(set(key, new byte[] {1}));
        operations.add(set(new byte[] {'k', (byte) b}, new byte[] {2}));
      }
      operations.add(set(new byte[0], new byte[] {1}));
      operations.add(set("k".repeat(251), "1"));
      operations.add(set("k".repeat(250), "1"));
      BatchOutcome outcome = Pools.apply(pool, OperationBatch.of(operations, 1));
      assertThat(outcome.rejections()).hasSize(256 + 34 + 2);
      assertThat(reader.getText("canary")).contains("alive");
      assertThat(reader.getText("k".repeat(250))).contains("1");
      assertThat(reader.stats()).containsEntry("curr_items", String.valueOf(1 + 222 + 1));
    }
  }

  @Test
  void aValueThatHoldsCommandsIsStoredAsItIs() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      String value = "\r\nflush_all\r\nmn\r\n";
      Pools.apply(pool, batch(set("a", value), set("empty", "")));
      assertThat(reader.getText("a")).contains(value);
      assertThat(reader.getText("empty")).contains("");
    }
  }

  @Test
  void resetForgetsWhatIsNotAcknowledgedAndTheNextBatchGoesThrough() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      Pools.apply(pool, batch(set("a", "0")));
      server.pause();
      CompletableFuture<BatchOutcome> sent =
          Pools.submit(pool, batch(set("a", "1"), set("b", "1")));
      Pools.all(pool).reset();
      CompletableFuture<BatchOutcome> after = Pools.submit(pool, batch(set("a", "2")));
      await().until(sent::isDone);
      assertThat(after).isNotDone();
      server.resume();
      assertThat(Pools.await(after)).isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.getText("a")).contains("2");
    }
  }

  @Test
  void closeCancelsWhatIsNotAcknowledged() {
    try (MemcachedServer server = MemcachedServer.start(version)) {
      Pool pool = Pools.started(server);
      server.pause();
      CompletableFuture<BatchOutcome> sent = Pools.submit(pool, batch(set("a", "1")));
      pool.close();
      await().until(sent::isCancelled);
      CompletableFuture<BatchOutcome> late = Pools.submit(pool, batch(set("a", "1")));
      await().until(late::isCancelled);
      server.resume();
    }
  }

  @Test
  void healthAndCheckNameTheVersion() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server)) {
      await().until(() -> pool.health().get(0).up());
      ServerHealth health = pool.health().get(0);
      assertThat(health.server()).isEqualTo(server.address());
      assertThat(health.detail()).isEqualTo("memcached " + server.version());
      assertThat(pool.check())
          .containsExactly(
              Finding.ok(
                  "pool test " + server.address(),
                  "memcached " + server.version() + ", meta protocol, items up to 1048576 bytes"));
    }
  }
}
