package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.MemcachedItem;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@code guard=version} does on real servers, and on which it is refused. */
class GuardIT {

  private static final long FIRST_VERSION = 1L << 62;

  private static Pool guarded(String servers, String... more) {
    List<String> options = new ArrayList<>(List.of("servers", servers, "guard", "version"));
    options.addAll(List.of(more));
    Pool pool = Pools.of(options.toArray(String[]::new));
    pool.start();
    return pool;
  }

  private static OperationBatch at(long order, CacheOperation... operations) {
    return OperationBatch.of(List.of(operations), order);
  }

  private static long steppedBack(Pool pool) {
    return ((MemcachedPool) pool).steppedBack();
  }

  @Test
  void whatIsNewerIsLeftAlone() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool ahead = guarded(server.address());
        Pool behind = guarded(server.address())) {
      Pools.apply(ahead, at(10, set("a", "10"), set("b", "10")));
      assertThat(Pools.apply(behind, at(5, set("a", "5"), delete("b"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.getText("a")).contains("10");
      assertThat(reader.getText("b")).contains("10");
      Pools.apply(ahead, at(20, delete("a"), set("b", "20")));
      Pools.apply(behind, at(15, set("a", "15"), set("b", "15")));
      assertThat(reader.getText("a")).isEmpty();
      assertThat(reader.getText("b")).contains("20");
      assertThat(steppedBack(behind)).isEqualTo(4);
      assertThat(steppedBack(ahead)).isZero();
      Pools.apply(behind, at(21, set("a", "21")));
      Pools.apply(behind, at(22, delete("b")));
      assertThat(reader.getText("a")).contains("21");
      assertThat(reader.getText("b")).isEmpty();
    }
  }

  @Test
  void anItemCarriesItsVersionFlagsAndTimeToLive() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool pool = guarded(server.address())) {
      byte[] value = {1, 2};
      Pools.apply(pool, at(3, set("ever", value, 0), set("hour", value, 3600)));
      MemcachedItem ever = reader.item("ever").orElseThrow();
      assertThat(ever.cas()).isEqualTo(FIRST_VERSION + 3);
      assertThat(ever.ttlSeconds()).isEqualTo(-1);
      assertThat(reader.item("hour").orElseThrow().ttlSeconds()).isBetween(3500L, 3600L);
    }
  }

  @Test
  void whatTheApplicationStoredIsOlderThanAnyChange() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool plain = Pools.started(server);
        Pool pool = guarded(server.address())) {
      Pools.apply(plain, at(1, set("a", "application"), set("b", "application")));
      Pools.apply(pool, at(0, set("a", "database"), delete("b")));
      assertThat(reader.getText("a")).contains("database");
      assertThat(reader.getText("b")).isEmpty();
    }
  }

  @Test
  void ofSeveralOperationsOnAKeyTheNewestIsLeft() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool pool = guarded(server.address())) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int order = 1; order <= 2000; order++) {
        futures.add(
            Pools.submit(
                pool,
                order % 3 == 0
                    ? at(order, delete("a"), set("b", "" + order))
                    : at(order, set("a", "" + order), set("c" + order, "" + order))));
      }
      futures.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
      assertThat(reader.getText("a")).contains("2000");
      assertThat(reader.getText("b")).contains("1998");
      assertThat(reader.getText("c1999")).contains("1999");
      assertThat(steppedBack(pool)).isZero();
    }
  }

  @Test
  void largeValuesAreStoredAndTooLargeOnesRemoveTheKey() {
    try (MemcachedServer server = MemcachedServer.start("-m", "256");
        MemcachedReader reader = server.reader();
        Pool pool = guarded(server.address())) {
      int itemBytes = 1024 * 1024;
      Pools.apply(pool, at(1, set("fits", new byte[itemBytes - 500], 0)));
      assertThat(reader.get("fits")).hasValueSatisfying(v -> assertThat(v).hasSize(1048076));
      int[] sizes = {itemBytes - 20, itemBytes + 1, 5 * itemBytes};
      for (int i = 0; i < sizes.length; i++) {
        Pools.apply(pool, at(10 + 2 * i, set("key", "small")));
        assertThat(reader.getText("key")).contains("small");
        CacheOperation tooLarge = set("key", new byte[sizes[i]], 0);
        BatchOutcome outcome = Pools.apply(pool, at(11 + 2 * i, set("other" + i, "1"), tooLarge));
        assertThat(outcome.rejections()).hasSize(1);
        assertThat(outcome.rejections().get(0).operation()).isSameAs(tooLarge);
        assertThat(reader.get("key")).isEmpty();
        assertThat(reader.getText("other" + i)).contains("1");
      }
    }
  }

  @Test
  void aServerWithoutMemoryLosesKeysRatherThanKeepingOldValues() {
    try (MemcachedServer server = MemcachedServer.start("-m", "4", "-M");
        MemcachedReader reader = server.reader();
        Pool pool = guarded(server.address())) {
      byte[] value = new byte[8000];
      int rejected = 0;
      int keys = 1500;
      for (int round = 1; round <= 2; round++) {
        value[0] = (byte) round;
        List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
          futures.add(
              Pools.submit(pool, at(round * 10_000L + i, set("key:" + i, value.clone(), 0))));
        }
        for (CompletableFuture<BatchOutcome> future : futures) {
          rejected += Pools.await(future).rejections().size();
        }
      }
      assertThat(rejected).isPositive();
      for (int i = 0; i < keys; i++) {
        Optional<byte[]> held = reader.get("key:" + i);
        assertThat(held.map(bytes -> bytes[0]).orElse((byte) 2)).as("key:" + i).isEqualTo((byte) 2);
      }
    }
  }

  @Test
  void theLongestKeysAreGuardedToo() {
    String key = "k".repeat(250);
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool ahead = guarded(server.address());
        Pool behind = guarded(server.address())) {
      Pools.apply(ahead, at(1, set(key, "1")));
      assertThat(reader.getText(key)).contains("1");
      Pools.apply(ahead, at(3, delete(key)));
      Pools.apply(behind, at(2, set(key, "2")));
      assertThat(reader.getText(key)).isEmpty();
    }
  }

  @Test
  void invalidationsLeaveNewerValuesAlone() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool setting = guarded(server.address());
        Pool invalidating = guarded(server.address(), "mode", "invalidate")) {
      Pools.apply(setting, at(2, set("a", "2"), set("b", "2")));
      Pools.apply(invalidating, at(1, set("a", "1")));
      Pools.apply(invalidating, at(3, set("b", "3")));
      assertThat(reader.getText("a")).contains("2");
      assertThat(reader.getText("b")).isEmpty();
    }
  }

  @Test
  void aFlushRemovesEvenWhatWasStoredInTheSameSecond() {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader reader = server.reader();
        Pool pool = guarded(server.address())) {
      List<CacheOperation> operations = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        operations.add(set("key:" + i, "value"));
      }
      Pools.apply(pool, OperationBatch.of(operations, 1));
      CompletableFuture<Void> flushed = Pools.all(pool).flush();
      CompletableFuture<BatchOutcome> behind = Pools.submit(pool, at(2, set("behind", "2")));
      await().atMost(Duration.ofSeconds(30)).until(flushed::isDone);
      assertThat(flushed).isCompleted();
      assertThat(Pools.await(behind)).isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.dumpKeys()).containsExactly("behind");
    }
  }

  @Test
  void afterAKillAndARestartAllThatWasNotAcknowledgedArrives() {
    try (MemcachedServer server = MemcachedServer.start();
        Pool pool = guarded(server.address(), "reconnect.backoff.max", "200ms")) {
      Pools.apply(pool, at(1, set("a", "1")));
      server.kill();
      CompletableFuture<BatchOutcome> set = Pools.submit(pool, at(2, set("a", "2")));
      CompletableFuture<BatchOutcome> delete = Pools.submit(pool, at(3, delete("b")));
      server.restart();
      assertThat(Pools.await(set)).isSameAs(BatchOutcome.APPLIED);
      assertThat(Pools.await(delete)).isSameAs(BatchOutcome.APPLIED);
      try (MemcachedReader reader = server.reader()) {
        assertThat(reader.getText("a")).contains("2");
      }
    }
  }

  @Test
  void anOldServerAndOneWithoutCasAreRefusedByName() {
    try (MemcachedServer old = MemcachedServer.start(MemcachedVersion.DEBIAN_12);
        MemcachedServer withoutCas = MemcachedServer.start("-C")) {
      for (MemcachedServer server : List.of(old, withoutCas)) {
        String message =
            "is memcached "
                + server.version()
                + ", started without CAS or older than 1.6.27, and takes no versions:"
                + " guard=version is not to be had";
        String remedy =
            "install memcached 1.6.27 or newer there and start it without -C, or set guard=off";
        try (Pool pool = guarded(server.address());
            MemcachedReader reader = server.reader()) {
          Finding finding = pool.check().get(0);
          assertThat(finding.toString()).contains(message).contains(remedy);
          CompletableFuture<BatchOutcome> future = Pools.submit(pool, at(1, set("a", "1")));
          await().until(() -> pool.health().get(0).detail().equals(message + "; " + remedy));
          assertThat(pool.health().get(0).up()).isFalse();
          assertThat(future).isNotDone();
          assertThat(reader.get("a")).isEmpty();
        }
      }
    }
  }
}
