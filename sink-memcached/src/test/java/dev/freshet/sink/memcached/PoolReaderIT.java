package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.HeldItem.Absent;
import dev.freshet.api.spi.HeldItem.Present;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of reading in whichever protocol from real servers. */
@ParameterizedClass
@CsvSource({
  "meta, NEWEST",
  "meta, DEBIAN_12",
  "text, NEWEST",
  "text, DEBIAN_12",
  "binary, NEWEST",
  "binary, DEBIAN_12",
  "auto, NEWEST",
  "auto, DEBIAN_12"
})
class PoolReaderIT {

  private static final int ITEM_BYTES = 1024 * 1024;

  /** What 1.6.18 and 1.6.45 fill an item with beside key and value. */
  private static final int ITEM_OVERHEAD_BYTES = 59;

  private static final int KEYS = 100_000;
  private static final int KEYS_PER_READ = 1_000;

  private final String protocol;
  private final MemcachedVersion version;

  PoolReaderIT(String protocol, MemcachedVersion version) {
    this.protocol = protocol;
    this.version = version;
  }

  private MemcachedServer server(String... options) {
    return MemcachedServer.start(version, options);
  }

  private Pool pool(MemcachedServer... servers) {
    return Pools.of(
        "servers",
        Pools.list(servers),
        "protocol",
        protocol,
        "connect.timeout",
        "2s",
        "ack.timeout",
        "2s");
  }

  private boolean isMeta() {
    return protocol.equals("meta") || protocol.equals("auto");
  }

  private static CacheOperation flagged(CacheKey key, byte[] value, int flags) {
    return CacheOperation.set(key, value, flags, 0, Operations.delete("any").origin());
  }

  @Test
  void valuesOfAllSizesComeBackBitForBitWithTheirFlags() throws InterruptedException {
    try (MemcachedServer server = server("-m", "256");
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      int largest = ITEM_BYTES - ITEM_OVERHEAD_BYTES - "key0".length();
      int[] sizes = {0, 1, 2, 100, 16_383, 70_000, 300_000, largest - 1, largest};
      int[] flags = {0, 1, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 7, 0, 0};
      Random random = new Random(1);
      List<CacheOperation> stored = new ArrayList<>();
      for (int i = 0; i < sizes.length; i++) {
        byte[] value = new byte[sizes[i]];
        random.nextBytes(value);
        stored.add(flagged(CacheKey.of("key" + i), value, flags[i]));
      }
      byte[] answers = "\r\nEN\r\nMN\r\nEND\r\nVALUE key0 0 1 1\r\n".getBytes(UTF_8);
      stored.add(flagged(CacheKey.of("answers"), answers, 10));
      Pools.awaitAll(List.of(Pools.submit(writing, OperationBatch.of(stored, 1))));
      List<HeldItem> held = reader.read(stored.stream().map(CacheOperation::key).toList());
      for (int i = 0; i < stored.size(); i++) {
        assertHolds(held.get(i), stored.get(i).value());
        assertThat(((Present) held.get(i)).flags()).isEqualTo(stored.get(i).flags());
      }
    }
  }

  private static void assertHolds(HeldItem item, byte[] value) {
    assertThat(item)
        .isInstanceOfSatisfying(
            Present.class, present -> assertThat(present.value()).isEqualTo(value));
  }

  @Test
  void timeToLiveAndVersionAreToldWhereTheProtocolTellsThem() throws InterruptedException {
    byte[] value = {1};
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      Pools.apply(
          writing, batch(Operations.set("ever", value, 0), Operations.set("hour", value, 3600)));
      List<HeldItem> held = reader.read(List.of(CacheKey.of("ever"), CacheKey.of("hour")));
      Present ever = (Present) held.get(0);
      Present hour = (Present) held.get(1);
      assertThat(ever.version()).isEqualTo(oracle.item("ever").orElseThrow().cas());
      assertThat(hour.version()).isEqualTo(oracle.item("hour").orElseThrow().cas());
      if (isMeta()) {
        assertThat(ever.ttlSeconds()).isEqualTo(Present.FOREVER);
        assertThat(hour.ttlSeconds()).isBetween(3500L, 3600L);
      } else {
        assertThat(ever.ttlSeconds()).isEqualTo(Present.UNKNOWN);
        assertThat(hour.ttlSeconds()).isEqualTo(Present.UNKNOWN);
      }
    }
  }

  @Test
  void aServerThatKeepsNoVersionsTellsNone() throws InterruptedException {
    try (MemcachedServer server = server("-C");
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      Pools.apply(writing, batch(set("a", "1")));
      assertThat(reader.read(List.of(CacheKey.of("a"))).get(0))
          .isInstanceOfSatisfying(Present.class, item -> assertThat(item.version()).isZero());
    }
  }

  @Test
  void keysOfEveryLegalByteAreReadAndAllOthersRefused() throws InterruptedException {
    try (MemcachedServer server = server();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      List<CacheOperation> stored = new ArrayList<>();
      byte[] longest = new byte[CacheKey.MAX_BYTES];
      Arrays.fill(longest, (byte) 0xff);
      stored.add(Operations.set(longest, new byte[] {3}));
      for (int b = 0; b < 256; b++) {
        byte[] key = {'k', (byte) b};
        if (b > ' ' && b != 0x7f) {
          stored.add(Operations.set(key, new byte[] {(byte) b}));
        } else {
          assertThatThrownBy(() -> reader.read(List.of(CacheKey.of("fine"), CacheKey.of(key))))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("space or control character");
        }
      }
      Pools.apply(writing, OperationBatch.of(stored, 1));
      List<HeldItem> held = reader.read(stored.stream().map(CacheOperation::key).toList());
      for (int i = 0; i < stored.size(); i++) {
        assertHolds(held.get(i), stored.get(i).value());
      }
      assertThatThrownBy(() -> reader.read(List.of(CacheKey.of(new byte[0]))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(reader.read(List.of())).isEmpty();
    }
  }

  @Test
  void manyKeysOfSeveralServersComeBackExactlyAndInOrder() throws InterruptedException {
    try (MemcachedServer first = server("-m", "256");
        MemcachedServer second = server("-m", "256");
        MemcachedServer third = server("-m", "256");
        Pool writing = Pools.started(first, second, third);
        PoolReader reader = pool(first, second, third).reader()) {
      RandomKeys random = new RandomKeys(3);
      Map<CacheKey, byte[]> stored = new HashMap<>();
      List<CacheKey> keys = new ArrayList<>();
      while (keys.size() < KEYS) {
        CacheKey key = random.next();
        if (key != null) {
          keys.add(key);
          if (!random.oneIn(10)) {
            stored.put(key, random.value(80));
          }
        }
      }
      List<CacheOperation> sets =
          stored.entrySet().stream()
              .map(item -> Operations.set(item.getKey().bytes(), item.getValue()))
              .toList();
      Pools.apply(writing, OperationBatch.of(sets, 1));
      long nanos = 0;
      for (int from = 0; from < KEYS; from += KEYS_PER_READ) {
        List<CacheKey> some = keys.subList(from, from + KEYS_PER_READ);
        long start = System.nanoTime();
        List<HeldItem> held = reader.read(some);
        nanos += System.nanoTime() - start;
        assertThat(held).hasSize(KEYS_PER_READ);
        for (int i = 0; i < KEYS_PER_READ; i++) {
          byte[] value = stored.get(some.get(i));
          if (value == null) {
            assertThat(held.get(i)).isEqualTo(new Absent());
          } else {
            assertHolds(held.get(i), value);
          }
        }
      }
      System.out.println(
          protocol + " " + version + ": " + KEYS * 1_000_000_000L / nanos + " keys read/s");
    }
  }

  @Test
  void aStoppedServerHoldsUpItsOwnKeysAloneAndIsReadAgainLater() throws InterruptedException {
    String[] keys = new String[100];
    Arrays.setAll(keys, i -> "key" + i);
    try (MemcachedServer first = server();
        MemcachedServer second = server();
        Pool writing = Pools.started(first, second);
        Pool pool = pool(first, second);
        PoolReader reader = pool.reader()) {
      CacheOperation[] sets =
          Arrays.stream(keys).map(key -> set(key, key)).toArray(CacheOperation[]::new);
      Pools.apply(writing, batch(sets));
      assertThat(HeldItems.read(reader, keys)).allMatch(item -> item.startsWith("=key"));
      second.pause();
      for (String trouble :
          List.of(
              "has not answered for longer than ack.timeout; look whether it hangs or is stopped,"
                  + " and whether the network is well",
              "takes the connection but does not answer within connect.timeout; look whether")) {
        List<String> held = HeldItems.read(reader, keys);
        for (int i = 0; i < keys.length; i++) {
          if (pool.route(CacheKey.of(keys[i])).equals(first.address())) {
            assertThat(held.get(i)).isEqualTo("=" + keys[i]);
          } else {
            assertThat(held.get(i)).startsWith(second.address() + " " + trouble);
          }
        }
        assertThat(held).anyMatch(item -> item.contains(trouble));
      }
      second.resume();
      await()
          .untilAsserted(
              () ->
                  assertThat(HeldItems.read(reader, keys))
                      .allMatch(item -> item.startsWith("=key")));
    }
  }

  @Test
  void aServerThatIsGoneIsNamedAndReadAgainWhenItIsBack() throws InterruptedException {
    try (MemcachedServer server = server();
        PoolReader reader = pool(server).reader()) {
      assertThat(HeldItems.read(reader, "a")).containsExactly("nothing");
      server.kill();
      await()
          .untilAsserted(
              () ->
                  assertThat(HeldItems.read(reader, "a", "b"))
                      .containsOnly(
                          server.address()
                              + " refuses the connection (Connection refused); start memcached"
                              + " there, or correct its address in servers"));
      server.restart();
      assertThat(HeldItems.read(reader, "a")).containsExactly("nothing");
    }
  }

  @Test
  void anInterruptedReadLeavesTheReaderUsable() throws InterruptedException {
    try (MemcachedServer server = server();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      Pools.apply(writing, batch(set("a", "1"), set("b", "2")));
      assertThat(HeldItems.read(reader, "a")).containsExactly("=1");
      server.pause();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> HeldItems.read(reader, "a"))
          .isInstanceOf(InterruptedException.class);
      server.resume();
      await()
          .untilAsserted(
              () -> assertThat(HeldItems.read(reader, "b", "a")).containsExactly("=2", "=1"));
    }
  }

  @Test
  void whatIsClosedHoldsNeitherConnectionNorThread() throws InterruptedException {
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        Pool pool = pool(server)) {
      long alone = 1;
      await().untilAsserted(() -> assertThat(connections(oracle)).isEqualTo(alone));
      List<PoolReader> readers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        PoolReader reader = pool.reader();
        readers.add(reader);
        assertThat(HeldItems.read(reader, "a")).containsExactly("nothing");
      }
      assertThat(connections(oracle)).isGreaterThan(alone);
      assertThat(threadsOfXmemcached().isEmpty()).isEqualTo(isMeta());
      readers.forEach(PoolReader::close);
      await().untilAsserted(() -> assertThat(connections(oracle)).isEqualTo(alone));
      await().untilAsserted(() -> assertThat(threadsOfXmemcached()).isEmpty());
      assertThatThrownBy(() -> HeldItems.read(readers.get(0), "a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the reader of pool test is closed");
    }
  }

  private static long connections(MemcachedReader oracle) {
    return Long.parseLong(oracle.stats().getOrDefault("curr_connections", "0"));
  }

  private static List<String> threadsOfXmemcached() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("Xmemcached") || name.contains("Reactor"))
        .toList();
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
