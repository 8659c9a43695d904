package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers and connections that fail under load: all arrives, and nothing goes back. */
class FaultsIT {

  private static final int HOT_KEYS = 20;
  private static final int KEYS_PER_BATCH = 100;

  private static OperationBatch load(int number) {
    return Operations.load(number, KEYS_PER_BATCH, HOT_KEYS);
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void afterAKillAndARestartAllThatWasNotAcknowledgedArrives() {
    try (MemcachedServer first = MemcachedServer.start("-m", "256");
        MemcachedServer second = MemcachedServer.start("-m", "256");
        Pool pool = Pools.started(first, second)) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      List<Integer> notAcknowledged = new ArrayList<>();
      for (int number = 0; number < 300; number++) {
        futures.add(Pools.submit(pool, load(number)));
        if (number == 100) {
          second.kill();
          pause(50);
          for (int i = 0; i <= number; i++) {
            if (!futures.get(i).isDone()) {
              notAcknowledged.add(i);
            }
          }
          await().until(() -> !pool.health().get(1).up());
          assertThat(pool.health().get(0).up()).isTrue();
        }
        if (number == 200) {
          pause(300);
          second.restart();
        }
      }
      futures.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
      for (int number = 101; number < 300; number++) {
        notAcknowledged.add(number);
      }
      try (MemcachedReader one = first.reader();
          MemcachedReader two = second.reader()) {
        for (int number : notAcknowledged) {
          for (int i = 0; i < KEYS_PER_BATCH; i++) {
            String key = "b" + number + ":" + i;
            assertThat(at(pool, key, first, one, two).getText(key))
                .as(key)
                .contains("value " + number);
          }
        }
        for (int i = 0; i < HOT_KEYS; i++) {
          String key = "hot:" + i;
          assertThat(at(pool, key, first, one, two).getText(key)).contains("299");
        }
      }
    }
  }

  private static MemcachedReader at(
      Pool pool, String key, MemcachedServer first, MemcachedReader one, MemcachedReader two) {
    return pool.route(CacheKey.of(key)).equals(first.address()) ? one : two;
  }

  @Test
  void whileConnectionsAreCutNothingIsLostAndNoReaderSeesAnOlderValue()
      throws InterruptedException {
    try (MemcachedServer server = MemcachedServer.start("-m", "256");
        FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Pool pool =
            Pools.of(
                "servers",
                proxy.host() + ":" + proxy.port(),
                "reconnect.backoff",
                "5ms",
                "reconnect.backoff.max",
                "20ms")) {
      pool.start();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<@Nullable String> wentBack = new AtomicReference<>();
      Thread watcher = new Thread(() -> watch(server, stop, wentBack), "watcher");
      watcher.start();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      int batches = 2000;
      for (int number = 0; number < batches; number++) {
        futures.add(Pools.submit(pool, load(number)));
        if (number % 100 == 50) {
          proxy.cut();
        }
        pause(1);
      }
      futures.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
      stop.set(true);
      watcher.join();
      assertThat(wentBack.get()).isNull();
      try (MemcachedReader reader = server.reader()) {
        for (int number = 0; number < batches; number++) {
          for (int i = 0; i < KEYS_PER_BATCH; i += 7) {
            String key = "b" + number + ":" + i;
            assertThat(reader.getText(key)).as(key).contains("value " + number);
          }
        }
        assertThat(reader.getText("hot:0")).contains(String.valueOf(batches - 1));
      }
    }
  }

  private static void watch(
      MemcachedServer server, AtomicBoolean stop, AtomicReference<@Nullable String> wentBack) {
    try (MemcachedReader reader = server.reader()) {
      int newest = 0;
      while (!stop.get()) {
        int seen = reader.getText("hot:7").map(Integer::parseInt).orElse(newest);
        if (seen < newest) {
          wentBack.set(newest + " was followed by " + seen);
        }
        newest = Math.max(newest, seen);
      }
    }
  }

  @Test
  void aStoppedServerHoldsUpNobodyAndThenGetsAllInOrder() {
    try (MemcachedServer first = MemcachedServer.start("-m", "256");
        MemcachedServer second = MemcachedServer.start("-m", "256");
        Pool pool = Pools.of("servers", Pools.list(first, second), "ack.timeout", "300ms");
        Pool other = Pools.started(first)) {
      pool.start();
      Pools.apply(pool, load(0));
      second.pause();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int number = 1; number < 500; number++) {
        futures.add(Pools.submit(pool, load(number)));
      }
      assertThat(Pools.apply(other, batch(set("elsewhere", "1")))).isSameAs(BatchOutcome.APPLIED);
      await().until(() -> !pool.health().get(1).up());
      assertThat(pool.health().get(1).detail()).contains("ack.timeout");
      assertThat(pool.health().get(0).up()).isTrue();
      try (MemcachedReader reader = first.reader()) {
        await()
            .untilAsserted(
                () -> {
                  for (int i = 0; i < HOT_KEYS; i++) {
                    String key = "hot:" + i;
                    if (pool.route(CacheKey.of(key)).equals(first.address())) {
                      assertThat(reader.getText(key)).contains("499");
                    }
                  }
                });
      }
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      second.resume();
      futures.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
      try (MemcachedReader one = first.reader();
          MemcachedReader two = second.reader()) {
        for (int number = 0; number < 500; number += 13) {
          for (int i = 0; i < KEYS_PER_BATCH; i++) {
            String key = "b" + number + ":" + i;
            assertThat(at(pool, key, first, one, two).getText(key)).contains("value " + number);
          }
        }
        for (int i = 0; i < HOT_KEYS; i++) {
          String key = "hot:" + i;
          assertThat(at(pool, key, first, one, two).getText(key)).contains("499");
        }
      }
      assertThat(pool.health().get(1).up()).isTrue();
    }
  }

  @Test
  void aServerThatIsAbsentAtTheStartGetsEverythingOnceItIsThere() {
    MemcachedServer server = MemcachedServer.start();
    try (server;
        Pool pool = Pools.of("servers", server.address(), "reconnect.backoff.max", "200ms")) {
      server.kill();
      pool.start();
      CompletableFuture<BatchOutcome> future = Pools.submit(pool, batch(set("a", "1")));
      await()
          .untilAsserted(
              () ->
                  assertThat(pool.health().get(0).detail())
                      .isEqualTo(
                          "refuses the connection (Connection refused); start memcached there, or"
                              + " correct its address in servers"));
      server.restart();
      assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED);
      try (MemcachedReader reader = server.reader()) {
        assertThat(reader.getText("a")).contains("1");
      }
    }
  }
}
