package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys real servers tell, whichever protocol the pool speaks. */
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
class KeyListIT {

  private static final int KEYS = 100_000;

  private final String protocol;
  private final MemcachedVersion version;

  KeyListIT(String protocol, MemcachedVersion version) {
    this.protocol = protocol;
    this.version = version;
  }

  private MemcachedServer server(String... options) {
    return MemcachedServer.start(version, options);
  }

  private Pool pool(MemcachedServer... servers) {
    return Pools.of("servers", Pools.list(servers), "protocol", protocol);
  }

  /**
   * Reads until all of {@code keys} are told and nothing else. The older servers walk through lists
   * in which what has just been written still moves about.
   */
  private void assertTold(PoolReader reader, Collection<CacheKey> keys)
      throws InterruptedException {
    if (version == MemcachedVersion.NEWEST) {
      assertToldNow(reader, keys);
    } else {
      await().untilAsserted(() -> assertToldNow(reader, keys));
    }
  }

  private static void assertToldNow(PoolReader reader, Collection<CacheKey> keys)
      throws InterruptedException {
    ListedKeys listed = ListedKeys.of(reader);
    assertThat(listed.incomplete()).isEmpty();
    assertThat(listed.keys()).hasSameSizeAs(keys);
    assertThat(new HashSet<>(listed.keys()).equals(new HashSet<>(keys))).isTrue();
  }

  @Test
  void allKeysOfSeveralServersAreToldOnce() throws InterruptedException {
    try (MemcachedServer first = server("-m", "256");
        MemcachedServer second = server("-m", "256");
        MemcachedServer third = server("-m", "256");
        Pool writing = Pools.started(first, second, third);
        PoolReader reader = pool(first, second, third).reader()) {
      RandomKeys random = new RandomKeys(5);
      Set<CacheKey> stored = new HashSet<>();
      while (stored.size() < KEYS) {
        CacheKey key = random.next();
        if (key != null) {
          stored.add(key);
        }
      }
      List<CacheOperation> sets =
          stored.stream().map(key -> Operations.set(key.bytes(), random.value(30))).toList();
      Pools.awaitAll(List.of(Pools.submit(writing, OperationBatch.of(sets, 1))));
      assertTold(reader, stored);
    }
  }

  @Test
  void keysOfEveryLegalByteAreTold() throws InterruptedException {
    try (MemcachedServer server = server();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> stored = new HashSet<>();
      byte[] longest = new byte[CacheKey.MAX_BYTES];
      Arrays.fill(longest, (byte) 0xff);
      stored.add(CacheKey.of(longest));
      stored.add(CacheKey.of("a%20b"));
      stored.add(CacheKey.of("key=a"));
      stored.add(CacheKey.of("END"));
      for (int b = 0; b < 256; b++) {
        byte[] key = {(byte) b};
        if (CacheKey.problem(key, 0, 1) == null) {
          stored.add(CacheKey.of(key));
        }
      }
      List<CacheOperation> sets =
          stored.stream().map(key -> Operations.set(key.bytes(), new byte[] {1})).toList();
      Pools.awaitAll(List.of(Pools.submit(writing, OperationBatch.of(sets, 1))));
      assertTold(reader, stored);
    }
  }

  /** Memcached itself lets keys with spaces in where they are written in base64. */
  @Test
  void neitherIllegalKeysNorTombstonesAreTold() throws InterruptedException {
    try (MemcachedServer server = server();
        PoolReader reader = pool(server).reader()) {
      assertThat(RawReader.ask(server, "ms YSBi 1 b\r\n1")).isEqualTo("HD");
      assertThat(RawReader.ask(server, "ms freshet:t:a 0\r\n")).isEqualTo("HD");
      assertThat(RawReader.ask(server, "ms freshet:h:" + "0".repeat(64) + " 0\r\n"))
          .isEqualTo("HD");
      assertThat(RawReader.ask(server, "ms freshet:h:a 0\r\n")).isEqualTo("HD");
      assertTold(reader, List.of(CacheKey.of("freshet:h:a")));
    }
  }

  @Test
  void whatHasExpiredOrWasFlushedIsNotTold() throws InterruptedException {
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      assertToldNow(reader, List.of());
      CacheKey soon = CacheKey.of("soon");
      CacheKey late = CacheKey.of("late");
      CacheKey ever = CacheKey.of("ever");
      Pools.apply(
          writing,
          batch(
              Operations.set("soon", new byte[1], 3),
              Operations.set("late", new byte[1], 3600),
              set("ever", "1")));
      await().untilAsserted(() -> assertThat(ListedKeys.of(reader).keys()).contains(soon));
      await().untilAsserted(() -> assertToldNow(reader, List.of(late, ever)));
      oracle.flushAll();
      await().untilAsserted(() -> assertToldNow(reader, List.of()));
    }
  }

  @Test
  void aKeyIsToldByEveryServerThatHoldsItWhereverItBelongs() throws InterruptedException {
    try (MemcachedServer first = server();
        MemcachedServer second = server();
        PoolReader reader = pool(first, second).reader()) {
      RawReader.ask(first, "set strayed 0 0 1\r\n1");
      assertTold(reader, List.of(CacheKey.of("strayed")));
      RawReader.ask(second, "set strayed 0 0 1\r\n1");
      assertTold(reader, List.of(CacheKey.of("strayed"), CacheKey.of("strayed")));
    }
  }

  @Test
  void oneReaderListsAndReads() throws InterruptedException {
    try (MemcachedServer server = server();
        Pool writing = Pools.started(server);
        PoolReader reader = pool(server).reader()) {
      Pools.apply(writing, batch(set("a", "1"), set("b", "2")));
      for (int round = 0; round < 3; round++) {
        assertTold(reader, List.of(CacheKey.of("a"), CacheKey.of("b")));
        assertThat(HeldItems.read(reader, "a", "b")).containsExactly("=1", "=2");
      }
    }
  }

  @Test
  void aClosedReaderListsNothing() {
    try (MemcachedServer server = server();
        Pool pool = pool(server)) {
      PoolReader reader = pool.reader();
      reader.close();
      assertThatThrownBy(() -> ListedKeys.of(reader))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the reader of pool test is closed");
    }
  }

  @Test
  void aServerThatIsGoneHoldsUpItsOwnKeysAlone() throws InterruptedException {
    try (MemcachedServer first = server();
        MemcachedServer second = server();
        PoolReader reader = pool(first, second).reader()) {
      RawReader.ask(second, "set a 0 0 1\r\n1");
      assertTold(reader, List.of(CacheKey.of("a")));
      first.kill();
      ListedKeys listed = ListedKeys.of(reader);
      assertThat(listed.keys()).containsExactly(CacheKey.of("a"));
      assertThat(listed.incomplete())
          .singleElement()
          .asString()
          .startsWith(first.address() + " ")
          .contains(
              "refuses the connection (Connection refused); start memcached there, or correct its"
                  + " address in servers");
    }
  }

  /** Waits long enough for a machine that has much else to do. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1));
  }
}
