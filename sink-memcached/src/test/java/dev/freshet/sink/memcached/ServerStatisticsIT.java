package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.ServerStatistics;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What real servers count, and that it is found out when one has been restarted. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class ServerStatisticsIT {

  private final MemcachedVersion version;

  ServerStatisticsIT(MemcachedVersion version) {
    this.version = version;
  }

  private static Pool pool(String interval, MemcachedServer... servers) {
    Pool pool =
        Pools.of(
            "servers",
            Pools.list(servers),
            "stats.interval",
            interval,
            "reconnect.backoff",
            "10ms",
            "reconnect.backoff.max",
            "50ms");
    pool.start();
    return pool;
  }

  private static ServerStatistics told(Pool pool) {
    return pool.statistics().stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing told yet"));
  }

  @Test
  void theServersOwnNumbersAreShown() {
    try (MemcachedServer server = MemcachedServer.start(version, "-m", "32");
        Pool pool = pool("50ms", server);
        MemcachedReader reader = server.reader()) {
      Pools.apply(pool, batch(set("a", "1"), set("b", "2"), set("c", "3")));
      reader.get("a");
      reader.get("b");
      reader.get("missing");
      await()
          .untilAsserted(
              () -> {
                ServerStatistics told = told(pool);
                assertThat(told.server()).isEqualTo(server.address());
                assertThat(told.version()).isEqualTo(server.version());
                assertThat(told.items()).isEqualTo(3);
                assertThat(told.bytes()).isEqualTo(Long.parseLong(reader.stats().get("bytes")));
                assertThat(told.limitBytes()).isEqualTo(32L * 1024 * 1024);
                assertThat(told.hits()).isEqualTo(2);
                assertThat(told.misses()).isEqualTo(1);
                assertThat(told.evictions()).isZero();
                assertThat(told.connections()).isPositive();
                assertThat(told.pid()).isPositive();
                assertThat(told.startedAt()).isBefore(Instant.now().plusSeconds(5));
                assertThat(told.restarts()).isZero();
                assertThat(told.restartedAt()).isNull();
              });
    }
  }

  @Test
  void evictionsAreCounted() {
    try (MemcachedServer server = MemcachedServer.start(version, "-m", "2");
        Pool pool = pool("50ms", server)) {
      for (int i = 0; i < 60; i++) {
        Pools.apply(pool, batch(set("key" + i, new byte[100_000], 0)));
      }
      await().untilAsserted(() -> assertThat(told(pool).evictions()).isPositive());
    }
  }

  @Test
  void aRestartIsNoticedWithTheNextConnectionWhateverTheInterval() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = pool("1d", server)) {
      Pools.apply(pool, batch(set("a", "1")));
      // a restart within the second of the start could pass unnoticed where process ids are reused
      await()
          .untilAsserted(
              () -> assertThat(told(pool).startedAt()).isBefore(Instant.now().minusSeconds(2)));
      Instant before = Instant.now().minusSeconds(1);
      server.kill();
      server.restart();
      await()
          .untilAsserted(
              () -> {
                ServerStatistics told = told(pool);
                assertThat(told.restarts()).isEqualTo(1);
                assertThat(told.restartedAt()).isAfter(before);
                assertThat(told.items()).isZero();
                assertThat(pool.health().get(0).detail())
                    .contains("found restarted and empty at " + told.restartedAt());
              });
    }
  }

  @Test
  void aServerThatWasStoppedForAWhileIsNotTakenForRestarted() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = pool("50ms", server)) {
      await().until(() -> !pool.statistics().isEmpty());
      server.pause();
      var held = Pools.submit(pool, batch(set("a", "1")));
      await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
      Instant resumed = Instant.now();
      server.resume();
      await().untilAsserted(() -> assertThat(told(pool).time()).isAfter(resumed.plusMillis(500)));
      assertThat(told(pool).restarts()).isZero();
      assertThat(Pools.await(held)).isSameAs(BatchOutcome.APPLIED);
    }
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
