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
import dev.freshet.testkit.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.infinispan.server.memcached.configuration.MemcachedProtocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Pools over a store that is not memcached, but answers its classic protocols and keeps its items
 * over a restart.
 *
 * <p>Holds what {@link ProtocolContract} does, but for what is memcached's own: its options ({@code
 * -F}, {@code -M}), the limit of its items, its meta commands, and its emptiness after a restart.
 * Since the store runs in this JVM, a proxy that stalls stands in for SIGSTOP. What it holds is
 * looked at in the store itself, whichever protocol it answers to.
 *
 * <p>There is no row for {@code auto} where the store answers to the binary protocol alone: it is
 * silent when asked in text, where memcached hangs up. Silence is not taken for a sign of another
 * protocol, so that such a store needs {@code protocol=binary}.
 */
@ParameterizedClass
@CsvSource({
  // protocol of the pool, protocols that the store answers to, protocol that is spoken
  "text,   AUTO,   text",
  "binary, BINARY, binary",
  "auto,   AUTO,   text"
})
class OtherStoreIT {

  private static final int DAY_SECONDS = 24 * 60 * 60;
  private static final int LARGE_BYTES = 3 * 1024 * 1024;
  private static final int HOT_KEYS = 10;
  private static final int KEYS_PER_BATCH = 40;

  @TempDir private static Path folder;

  /** Shared by the tests of one row, since its start takes seconds. */
  private static @Nullable InfinispanStore running;

  private final String protocol;
  private final String spoken;
  private final InfinispanStore store = Objects.requireNonNull(running);

  OtherStoreIT(String protocol, MemcachedProtocol answered, String spoken) {
    this.protocol = protocol;
    this.spoken = spoken;
  }

  @BeforeParameterizedClassInvocation
  static void start(String protocol, MemcachedProtocol answered, String spoken) throws IOException {
    running = new InfinispanStore(Files.createTempDirectory(folder, spoken), answered);
  }

  @BeforeEach
  void empty() {
    store.start();
    store.clear();
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (running != null) {
      running.stop();
    }
  }

  private Pool pool(String servers, String... options) {
    List<String> all = new ArrayList<>(List.of("servers", servers, "protocol", protocol));
    all.addAll(List.of("reconnect.backoff", "5ms", "reconnect.backoff.max", "100ms"));
    all.addAll(Arrays.asList(options));
    return Pools.of(all.toArray(String[]::new));
  }

  private Pool started(String servers, String... options) {
    Pool pool = pool(servers, options);
    pool.start();
    return pool;
  }

  private static OperationBatch load(int number) {
    return Operations.load(number, KEYS_PER_BATCH, HOT_KEYS);
  }

  private void assertHolds(int batches) {
    for (int number = 0; number < batches; number++) {
      for (int i = 0; i < KEYS_PER_BATCH; i++) {
        String key = "b" + number + ":" + i;
        assertThat(store.getText(key)).as(key).contains("value " + number);
      }
    }
    for (int i = 0; i < HOT_KEYS; i++) {
      assertThat(store.getText("hot:" + i)).contains(String.valueOf(batches - 1));
    }
  }

  @Test
  void theLastOperationOfEachKeyWinsAcrossBatches() {
    try (Pool pool = started(store.address())) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        futures.add(
            Pools.submit(
                pool,
                batch(
                    set("set", "value " + i),
                    i % 2 == 0 ? delete("deleted") : set("deleted", "value " + i),
                    i % 2 == 1 ? delete("kept") : set("kept", "value " + i),
                    set("own" + i, "x"))));
      }
      futures.add(Pools.submit(pool, batch(delete("deleted"), set("kept", "last"))));
      Pools.awaitAll(futures);
      assertThat(store.getText("set")).contains("value 299");
      assertThat(store.getText("kept")).contains("last");
      assertThat(store.getText("deleted")).isEmpty();
      for (int i = 0; i < 300; i++) {
        assertThat(store.getText("own" + i)).contains("x");
      }
    }
  }

  @Test
  void whatHasBeenStoredIsReadAndWhatIsMissingIsAbsent() throws InterruptedException {
    String large = "v".repeat(200_000);
    try (Pool pool = started(store.address())) {
      Pools.apply(pool, batch(set("a", "1"), set("b", "\r\nEND\r\n"), set("c", large)));
      assertThat(HeldItems.readOnce(pool, "a", "absent", "b", "c", "a"))
          .containsExactly("=1", "nothing", "=\r\nEND\r\n", "=" + large, "=1");
    }
  }

  @Test
  void aMissingKeyIsAsGoodAsDeleted() {
    try (Pool pool = started(store.address())) {
      assertThat(Pools.apply(pool, batch(delete("absent"), set("a", "1"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(Pools.apply(pool, batch(delete("absent"), delete("a"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(store.getText("a")).isEmpty();
    }
  }

  @Test
  void timesToLiveAreKeptUpToThirtyDaysAndBeyond() {
    try (Pool pool = started(store.address())) {
      byte[] value = "v".getBytes(UTF_8);
      Pools.apply(
          pool,
          batch(
              Operations.set("never", value, 0),
              Operations.set("second", value, 1),
              Operations.set("minute", value, 60),
              Operations.set("days30", value, 30 * DAY_SECONDS),
              Operations.set("days31", value, 31 * DAY_SECONDS),
              Operations.set("longest", value, Integer.MAX_VALUE)));
      assertThat(lifespan("never")).isEqualTo(-1);
      assertThat(lifespan("minute")).isEqualTo(60);
      assertThat(lifespan("days30")).isEqualTo(30L * DAY_SECONDS);
      assertThat(lifespan("days31")).isBetween(31L * DAY_SECONDS - 10, 31L * DAY_SECONDS);
      assertThat(lifespan("longest")).isGreaterThan(365L * DAY_SECONDS);
      await().until(() -> store.getText("second").isEmpty());
    }
  }

  private long lifespan(String key) {
    return store.lifespanSeconds(key).orElse(-2L);
  }

  @Test
  void flagsAndValuesArriveBitForBit() {
    try (Pool pool = started(store.address())) {
      byte[] bytes = new byte[256];
      for (int i = 0; i < 256; i++) {
        bytes[i] = (byte) i;
      }
      byte[] commands = "\r\nflush_all\r\nSTORED\r\nEND\r\n".getBytes(UTF_8);
      int[] flags = {0, 1, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};
      List<CacheOperation> operations = new ArrayList<>();
      for (int i = 0; i < flags.length; i++) {
        operations.add(flagged("flags" + i, flags[i]));
      }
      operations.add(Operations.set("bytes", bytes, 0));
      operations.add(Operations.set("commands", commands, 0));
      operations.add(Operations.set("empty", new byte[0], 0));
      operations.add(Operations.set("large", new byte[LARGE_BYTES], 0));
      assertThat(Pools.apply(pool, OperationBatch.of(operations, 1)))
          .isSameAs(BatchOutcome.APPLIED);
      for (int i = 0; i < flags.length; i++) {
        assertThat(store.flags("flags" + i)).contains(flags[i]);
      }
      assertThat(store.get(CacheKey.of("bytes"))).contains(bytes);
      assertThat(store.get(CacheKey.of("commands"))).contains(commands);
      assertThat(store.get(CacheKey.of("empty"))).contains(new byte[0]);
      assertThat(store.get(CacheKey.of("large"))).contains(new byte[LARGE_BYTES]);
    }
  }

  private static CacheOperation flagged(String key, int flags) {
    return CacheOperation.set(CacheKey.of(key), new byte[] {1}, flags, 0, delete("any").origin());
  }

  @Test
  void keysOfEveryLegalByteAreStoredAndDeleted() {
    try (Pool pool = started(store.address())) {
      List<CacheOperation> sets = new ArrayList<>();
      List<CacheKey> keys = new ArrayList<>();
      for (int b = ' ' + 1; b < 256; b++) {
        if (b != 0x7f) {
          byte[] key = {'k', (byte) b};
          sets.add(Operations.set(key, new byte[] {(byte) b}));
          keys.add(CacheKey.of(key));
        }
      }
      byte[] longest = new byte[250];
      Arrays.fill(longest, (byte) 0xff);
      sets.add(Operations.set(longest, new byte[] {(byte) 0xff}));
      keys.add(CacheKey.of(longest));
      assertThat(Pools.apply(pool, OperationBatch.of(sets, 1))).isSameAs(BatchOutcome.APPLIED);
      for (CacheKey key : keys) {
        byte[] bytes = key.bytes();
        assertThat(store.get(key)).contains(new byte[] {bytes[bytes.length - 1]});
      }
      List<CacheOperation> deletes = keys.stream().map(Operations::delete).toList();
      assertThat(Pools.apply(pool, OperationBatch.of(deletes, 1))).isSameAs(BatchOutcome.APPLIED);
      assertThat(keys).allMatch(key -> store.get(key).isEmpty());
    }
  }

  @Test
  void whileConnectionsAreCutNothingIsLostAndNothingGoesBack() throws InterruptedException {
    try (FaultProxy proxy = FaultProxy.start(store.host(), store.port());
        Pool pool = started(proxy.host() + ":" + proxy.port());
        HotKeyWatch watch = HotKeyWatch.start(() -> store.getText("hot:7"))) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      int batches = 300;
      for (int number = 0; number < batches; number++) {
        futures.add(Pools.submit(pool, load(number)));
        if (number % 60 == 30) {
          await().until(() -> pool.health().get(0).up());
          proxy.cut();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      Pools.awaitAll(futures);
      assertThat(watch.stop()).isEmpty();
      assertHolds(batches);
    }
  }

  @Test
  void aStoreThatStopsAnsweringGetsAllInOrderOnceItAnswers() {
    try (FaultProxy proxy = FaultProxy.start(store.host(), store.port());
        Pool pool = started(proxy.host() + ":" + proxy.port(), "ack.timeout", "300ms")) {
      Pools.apply(pool, load(0));
      proxy.stall();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int number = 1; number < 100; number++) {
        futures.add(Pools.submit(pool, load(number)));
      }
      await().until(() -> !pool.health().get(0).up());
      assertThat(pool.health().get(0).detail()).contains("ack.timeout");
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      proxy.restore();
      Pools.awaitAll(futures);
      assertHolds(100);
      await().until(() -> pool.health().get(0).up());
    }
  }

  @Test
  void whatItKeptOverARestartIsReplacedAndDeleted() {
    try (Pool pool = started(store.address())) {
      Pools.apply(pool, batch(set("kept", "0"), set("replaced", "0"), set("deleted", "0")));
      store.stop();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      futures.add(Pools.submit(pool, batch(set("replaced", "1"), set("deleted", "1"))));
      futures.add(Pools.submit(pool, batch(set("replaced", "2"), delete("deleted"))));
      await().until(() -> !pool.health().get(0).up());
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      store.start();
      Pools.awaitAll(futures);
      assertThat(store.getText("kept")).contains("0");
      assertThat(store.getText("replaced")).contains("2");
      assertThat(store.getText("deleted")).isEmpty();
    }
  }

  @Test
  void aStoreThatIsAbsentAtTheStartGetsEverythingOnceItIsThere() {
    try (Pool pool = pool(store.address())) {
      store.stop();
      pool.start();
      CompletableFuture<BatchOutcome> future = Pools.submit(pool, batch(set("a", "1")));
      await()
          .untilAsserted(
              () ->
                  assertThat(pool.health().get(0).detail())
                      .startsWith("refuses the connection (Connection refused)"));
      store.start();
      assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED);
      assertThat(store.getText("a")).contains("1");
    }
  }

  @Test
  void resetForgetsWhatIsNotAcknowledgedAndTheNextBatchGoesThrough() {
    try (FaultProxy proxy = FaultProxy.start(store.host(), store.port());
        Pool pool = started(proxy.host() + ":" + proxy.port())) {
      Pools.apply(pool, batch(set("a", "0")));
      proxy.stall();
      CompletableFuture<BatchOutcome> sent =
          Pools.submit(pool, batch(set("a", "1"), set("b", "1")));
      Pools.all(pool).reset();
      CompletableFuture<BatchOutcome> after = Pools.submit(pool, batch(set("a", "2")));
      await().until(sent::isDone);
      assertThat(after).isNotDone();
      proxy.restore();
      assertThat(Pools.await(after)).isSameAs(BatchOutcome.APPLIED);
      assertThat(store.getText("a")).contains("2");
    }
  }

  @Test
  void flushEmptiesTheStoreAheadOfWhatIsSubmittedLater() throws Exception {
    try (Pool pool = started(store.address())) {
      Pools.apply(pool, load(0));
      CompletableFuture<Void> flushed = Pools.all(pool).flush();
      CompletableFuture<BatchOutcome> after = Pools.submit(pool, batch(set("a", "1")));
      flushed.get(60, TimeUnit.SECONDS);
      assertThat(Pools.await(after)).isSameAs(BatchOutcome.APPLIED);
      assertThat(store.getText("a")).contains("1");
      assertThat(store.getText("hot:0")).isEmpty();
      assertThat(store.getText("b0:0")).isEmpty();
    }
  }

  @Test
  void invalidateModeDeletesWhatWouldBeSet() {
    try (Pool setting = started(store.address());
        Pool pool = started(store.address(), "mode", "invalidate")) {
      Pools.apply(setting, batch(set("a", "1"), set("b", "2"), set("c", "3")));
      assertThat(
              Pools.apply(pool, batch(Operations.set("a", new byte[LARGE_BYTES], 0), delete("b"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(store.getText("a")).isEmpty();
      assertThat(store.getText("b")).isEmpty();
      assertThat(store.getText("c")).contains("3");
    }
  }

  @Test
  void whyItsKeysAreNotToldIsSaid() throws InterruptedException {
    try (Pool pool = pool(store.address(), "connect.timeout", "2s")) {
      ListedKeys listed = ListedKeys.once(pool);
      assertThat(listed.keys()).isEmpty();
      assertThat(listed.incomplete())
          .singleElement()
          .asString()
          .startsWith(
              store.address()
                  + (spoken.equals("text")
                      ? " does not tell its keys: it says \"ERROR\" to \"lru_crawler metadump\";"
                          + " memcached knows how to since 1.4.31, and other stores do not"
                      : " tells its keys in the text protocol alone, and spoken to in that it takes"
                          + " the connection but does not answer within connect.timeout; "));
    }
  }

  @Test
  void healthAndCheckNameVersionAndProtocol() {
    try (Pool pool = started(store.address())) {
      String found = "memcached " + store.version() + ", " + spoken + " protocol";
      await().until(() -> pool.health().get(0).up());
      assertThat(pool.health().get(0).detail()).isEqualTo(found);
      assertThat(pool.check()).containsExactly(Finding.ok("pool test " + store.address(), found));
    }
  }
}
