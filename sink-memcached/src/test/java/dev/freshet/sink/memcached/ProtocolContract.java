package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedItem;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What holds in whichever protocol a pool speaks to real servers. */
abstract class ProtocolContract {

  private static final int DAY_SECONDS = 24 * 60 * 60;
  private static final int ITEM_BYTES = 1024 * 1024;

  /** What 1.6.18 and 1.6.45 fill an item with beside key and value. */
  private static final int ITEM_OVERHEAD_BYTES = 59;

  private static final int HOT_KEYS = 10;
  private static final int KEYS_PER_BATCH = 40;

  private final String protocol;
  private final MemcachedVersion version;
  private final List<String> others;

  /**
   * @param others further options of each pool, by name and value
   */
  ProtocolContract(String protocol, MemcachedVersion version, String... others) {
    this.protocol = protocol;
    this.version = version;
    this.others = List.of(others);
  }

  final MemcachedServer server(String... options) {
    return MemcachedServer.start(version, options);
  }

  private Pool pool(String servers, String... options) {
    List<String> all = new ArrayList<>(List.of("servers", servers, "protocol", protocol));
    all.addAll(List.of("reconnect.backoff", "5ms", "reconnect.backoff.max", "100ms"));
    all.addAll(others);
    all.addAll(Arrays.asList(options));
    return Pools.of(all.toArray(String[]::new));
  }

  final Pool started(String servers, String... options) {
    Pool pool = pool(servers, options);
    pool.start();
    return pool;
  }

  private static CacheOperation flagged(CacheKey key, byte[] value, int flags) {
    return CacheOperation.set(key, value, flags, 0, delete("any").origin());
  }

  private static OperationBatch load(int number) {
    return Operations.load(number, KEYS_PER_BATCH, HOT_KEYS);
  }

  @Test
  void theLastOperationOfEachKeyWinsAcrossBatches() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
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
      assertThat(reader.getText("set")).contains("value 299");
      assertThat(reader.getText("kept")).contains("last");
      assertThat(reader.get("deleted")).isEmpty();
      for (int i = 0; i < 300; i++) {
        assertThat(reader.getText("own" + i)).contains("x");
      }
    }
  }

  @Test
  void timesToLiveAreKeptUpToThirtyDaysAndBeyond() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
      byte[] value = "v".getBytes(UTF_8);
      Pools.apply(
          pool,
          batch(
              Operations.set("never", value, 0),
              Operations.set("minute", value, 60),
              Operations.set("days30", value, 30 * DAY_SECONDS),
              Operations.set("days31", value, 31 * DAY_SECONDS),
              Operations.set("longest", value, Integer.MAX_VALUE)));
      assertThat(ttl(reader, "never")).isEqualTo(-1);
      assertThat(ttl(reader, "minute")).isBetween(50L, 60L);
      assertThat(ttl(reader, "days30")).isBetween(30L * DAY_SECONDS - 10, 30L * DAY_SECONDS);
      assertThat(ttl(reader, "days31")).isBetween(31L * DAY_SECONDS - 10, 31L * DAY_SECONDS + 2);
      assertThat(ttl(reader, "longest")).isGreaterThan(365L * DAY_SECONDS);
    }
  }

  private static long ttl(MemcachedReader reader, String key) {
    return reader.item(key).map(MemcachedItem::ttlSeconds).orElse(-2L);
  }

  @Test
  void flagsAndValuesArriveBitForBit() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
      byte[] bytes = new byte[256];
      for (int i = 0; i < 256; i++) {
        bytes[i] = (byte) i;
      }
      byte[] commands = "\r\nflush_all\r\nSTORED\r\nEND\r\n".getBytes(UTF_8);
      int[] flags = {0, 1, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};
      List<CacheOperation> operations = new ArrayList<>();
      for (int i = 0; i < flags.length; i++) {
        operations.add(flagged(CacheKey.of("flags" + i), new byte[] {1}, flags[i]));
      }
      operations.add(flagged(CacheKey.of("bytes"), bytes, 0));
      operations.add(flagged(CacheKey.of("commands"), commands, 7));
      operations.add(flagged(CacheKey.of("empty"), new byte[0], 7));
      assertThat(Pools.apply(pool, OperationBatch.of(operations, 1)))
          .isSameAs(BatchOutcome.APPLIED);
      for (int i = 0; i < flags.length; i++) {
        assertThat(reader.item("flags" + i).map(MemcachedItem::clientFlags))
            .contains(Integer.toUnsignedLong(flags[i]));
      }
      assertThat(reader.get("bytes")).contains(bytes);
      assertThat(reader.get("commands")).contains(commands);
      assertThat(reader.get("empty")).contains(new byte[0]);
    }
  }

  @Test
  void keysOfEveryLegalByteAreStoredAndAllOthersRejected() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        RawReader raw = RawReader.open(server);
        MemcachedReader reader = server.reader()) {
      Pools.apply(pool, batch(set("canary", "alive")));
      List<CacheOperation> operations = new ArrayList<>();
      List<byte[]> legal = new ArrayList<>();
      for (int b = 0; b < 256; b++) {
        byte[] key = {'k', (byte) b};
        operations.add(Operations.set(key, new byte[] {(byte) b}));
        if (b > ' ' && b != 0x7f) {
          legal.add(key);
        }
        byte[] command = "x?\r\nflush_all\r\n".getBytes(UTF_8);
        command[1] = (byte) b;
        operations.add(Operations.set(command, new byte[] {1}));
      }
      byte[] longest = new byte[250];
      Arrays.fill(longest, (byte) 0xff);
      operations.add(Operations.set(longest, new byte[] {3}));
      operations.add(Operations.set(new byte[251], new byte[] {3}));
      BatchOutcome outcome = Pools.apply(pool, OperationBatch.of(operations, 1));
      assertThat(outcome.rejections()).hasSize(operations.size() - legal.size() - 1);
      for (byte[] key : legal) {
        assertThat(raw.get(key)).contains(new String(key, 1, 1, ISO_8859_1));
      }
      assertThat(raw.get(longest)).contains("\3");
      assertThat(reader.getText("canary")).contains("alive");
      assertThat(
              Pools.apply(
                  pool, batch(CacheOperation.delete(CacheKey.of(longest), delete("any").origin()))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(raw.get(longest)).isEmpty();
    }
  }

  @Test
  void theLargestValueIsStoredAndOneByteMoreRemovesTheKey() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
      int largest = ITEM_BYTES - ITEM_OVERHEAD_BYTES - "key".length();
      for (int difference = -1; difference <= 1; difference++) {
        checkSize(pool, reader, largest + difference, difference <= 0);
        checkSize(pool, reader, ITEM_BYTES - "key".length() + difference, false);
      }
      checkSize(pool, reader, 5 * ITEM_BYTES, false);
    }
  }

  private static void checkSize(Pool pool, MemcachedReader reader, int bytes, boolean fits) {
    Pools.apply(pool, batch(set("key", "old"), set("before", "old"), set("after", "old")));
    CacheOperation large = Operations.set("key", new byte[bytes], 0);
    String mark = String.valueOf(bytes);
    BatchOutcome outcome = Pools.apply(pool, batch(set("before", mark), large, set("after", mark)));
    assertThat(reader.getText("before")).contains(mark);
    assertThat(reader.getText("after")).contains(mark);
    assertThat(outcome.rejections())
        .extracting(Rejection::operation)
        .containsExactlyElementsOf(fits ? List.of() : List.of(large));
    assertThat(reader.get("key").map(value -> value.length))
        .isEqualTo(fits ? Optional.of(bytes) : Optional.empty());
  }

  @Test
  void withoutMemoryAndEvictionEachRefusedKeyIsRejectedAndGone() {
    try (MemcachedServer server = server("-M", "-m", "4");
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
      Set<String> rejected = new HashSet<>();
      Set<String> all = new HashSet<>();
      for (int round = 0; round < 12; round++) {
        List<CacheOperation> operations = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          String key = "k" + round + ":" + i;
          all.add(key);
          operations.add(Operations.set(key, new byte[50_000], 0));
        }
        for (Rejection rejection :
            Pools.apply(pool, OperationBatch.of(operations, 1)).rejections()) {
          rejected.add(rejection.operation().key().toString());
          assertThat(rejection.reason()).startsWith("the server refuses the value: ");
        }
      }
      assertThat(rejected).isNotEmpty();
      assertThat(rejected.size()).isLessThan(all.size());
      for (String key : all) {
        assertThat(reader.get(key).isPresent()).as(key).isEqualTo(!rejected.contains(key));
      }
      List<CacheOperation> larger =
          all.stream()
              .filter(key -> !rejected.contains(key))
              .limit(20)
              .map(key -> Operations.set(key, new byte[700_000], 0))
              .toList();
      Set<String> refused = new HashSet<>();
      for (Rejection rejection : Pools.apply(pool, OperationBatch.of(larger, 1)).rejections()) {
        refused.add(rejection.operation().key().toString());
      }
      assertThat(refused).isNotEmpty();
      for (CacheOperation operation : larger) {
        String key = operation.key().toString();
        assertThat(reader.get(key).map(value -> value.length))
            .as(key)
            .isEqualTo(refused.contains(key) ? Optional.empty() : Optional.of(700_000));
      }
      assertThat(pool.health().get(0).up()).isTrue();
    }
  }

  @Test
  void whileConnectionsAreCutNothingIsLostAndNothingGoesBack() throws InterruptedException {
    try (MemcachedServer server = server("-m", "256");
        FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Pool pool = started(proxy.host() + ":" + proxy.port());
        MemcachedReader watched = server.reader();
        HotKeyWatch watch = HotKeyWatch.start(() -> watched.getText("hot:7"))) {
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      int batches = 600;
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
      try (MemcachedReader reader = server.reader()) {
        for (int number = 0; number < batches; number++) {
          for (int i = 0; i < KEYS_PER_BATCH; i += 7) {
            String key = "b" + number + ":" + i;
            assertThat(reader.getText(key)).as(key).contains("value " + number);
          }
        }
        for (int i = 0; i < HOT_KEYS; i++) {
          assertThat(reader.getText("hot:" + i)).contains(String.valueOf(batches - 1));
        }
      }
    }
  }

  @Test
  void aStoppedServerHoldsUpNobodyAndThenGetsAllInOrder() {
    try (MemcachedServer first = server();
        MemcachedServer second = server();
        Pool pool = started(Pools.list(first, second), "ack.timeout", "300ms")) {
      Pools.apply(pool, load(0));
      second.pause();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int number = 1; number < 200; number++) {
        futures.add(Pools.submit(pool, load(number)));
      }
      await().until(() -> !pool.health().get(1).up());
      assertThat(pool.health().get(1).detail()).contains("ack.timeout");
      assertThat(pool.health().get(0).up()).isTrue();
      CompletableFuture<BatchOutcome> firstOnly =
          pool.share(List.of(first.address())).submit(load(200));
      assertThat(Pools.await(firstOnly)).isSameAs(BatchOutcome.APPLIED);
      assertThat(futures).noneMatch(CompletableFuture::isDone);
      second.resume();
      futures.add(Pools.submit(pool, load(201)));
      Pools.awaitAll(futures);
      assertHolds(pool, first, second, List.of(1, 50, 199, 201), 201);
      await().until(() -> pool.health().get(1).up());
    }
  }

  private static void assertHolds(
      Pool pool, MemcachedServer first, MemcachedServer second, List<Integer> numbers, int last) {
    try (MemcachedReader one = first.reader();
        MemcachedReader two = second.reader()) {
      for (int number : numbers) {
        for (int i = 0; i < KEYS_PER_BATCH; i++) {
          String key = "b" + number + ":" + i;
          boolean onFirst = pool.route(CacheKey.of(key)).equals(first.address());
          assertThat((onFirst ? one : two).getText(key)).as(key).contains("value " + number);
        }
      }
      for (int i = 0; i < HOT_KEYS; i++) {
        String key = "hot:" + i;
        boolean onFirst = pool.route(CacheKey.of(key)).equals(first.address());
        assertThat((onFirst ? one : two).getText(key)).as(key).contains(String.valueOf(last));
      }
    }
  }

  @Test
  void afterAKillAndARestartAllThatWasNotAcknowledgedArrives() {
    try (MemcachedServer first = server();
        MemcachedServer second = server();
        Pool pool = started(Pools.list(first, second))) {
      Pools.apply(pool, load(0));
      second.kill();
      List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
      for (int number = 1; number < 50; number++) {
        futures.add(Pools.submit(pool, load(number)));
      }
      await().until(() -> !pool.health().get(1).up());
      second.restart();
      futures.add(Pools.submit(pool, load(50)));
      Pools.awaitAll(futures);
      assertHolds(pool, first, second, List.of(1, 25, 50), 50);
    }
  }

  @Test
  void aServerThatIsAbsentAtTheStartGetsEverythingOnceItIsThere() {
    MemcachedServer server = server();
    try (server;
        Pool pool = pool(server.address())) {
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

  @Test
  void resetForgetsWhatIsNotAcknowledgedAndTheNextBatchGoesThrough() {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
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
  void flushEmptiesTheServerAheadOfWhatIsSubmittedLater() throws Exception {
    try (MemcachedServer server = server();
        Pool pool = started(server.address());
        MemcachedReader reader = server.reader()) {
      Pools.apply(pool, load(0));
      CompletableFuture<Void> flushed = Pools.all(pool).flush();
      CompletableFuture<BatchOutcome> after = Pools.submit(pool, batch(set("a", "1")));
      flushed.get(60, TimeUnit.SECONDS);
      assertThat(Pools.await(after)).isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.getText("a")).contains("1");
      assertThat(reader.get("hot:0")).isEmpty();
      assertThat(reader.get("b0:0")).isEmpty();
    }
  }

  @Test
  void aServerThatMayNotBeEmptiedSaysSo() {
    try (MemcachedServer server = server("-F");
        Pool pool = started(server.address())) {
      CompletableFuture<Void> flushed = Pools.all(pool).flush();
      assertThat(flushed)
          .failsWithin(60, TimeUnit.SECONDS)
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOf(UnsupportedOperationException.class)
          .withMessageContaining(server.address() + " refuses to be emptied: ");
      assertThat(Pools.apply(pool, batch(set("a", "1")))).isSameAs(BatchOutcome.APPLIED);
    }
  }

  @Test
  void invalidateModeDeletesWhatWouldBeSet() {
    try (MemcachedServer server = server();
        Pool setting = started(server.address());
        Pool pool = started(server.address(), "mode", "invalidate");
        MemcachedReader reader = server.reader()) {
      Pools.apply(setting, batch(set("a", "1"), set("b", "2"), set("c", "3")));
      assertThat(
              Pools.apply(
                  pool, batch(Operations.set("a", new byte[2 * ITEM_BYTES], 0), delete("b"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.get("a")).isEmpty();
      assertThat(reader.get("b")).isEmpty();
      assertThat(reader.getText("c")).contains("3");
    }
  }

  @Test
  void closeCancelsWhatIsNotAcknowledged() {
    try (MemcachedServer server = server()) {
      Pool pool = started(server.address());
      Pools.apply(pool, batch(set("a", "0")));
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
  void healthAndCheckNameVersionAndProtocol() {
    String spoken = protocol.equals("auto") ? "meta" : protocol;
    try (MemcachedServer server = server();
        Pool pool = started(server.address())) {
      await().until(() -> pool.health().get(0).up());
      assertThat(pool.health().get(0).server()).isEqualTo(server.address());
      assertThat(pool.health().get(0).detail())
          .startsWith("memcached " + server.version())
          .matches(detail -> spoken.equals("meta") || detail.endsWith(spoken + " protocol"));
      assertThat(pool.check())
          .containsExactly(
              Finding.ok(
                  "pool test " + server.address(),
                  "memcached "
                      + server.version()
                      + ", "
                      + spoken
                      + " protocol, items up to 1048576 bytes"));
    }
  }
}
