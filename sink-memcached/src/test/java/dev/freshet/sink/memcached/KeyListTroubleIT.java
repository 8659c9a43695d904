package dev.freshet.sink.memcached;

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
import dev.freshet.testkit.provision.RunningServer;
import dev.freshet.testkit.provision.ServerProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What real servers do that do not tell their keys, or not in one go, or not to one alone. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class KeyListTroubleIT {

  /** Has the crawler rest for a tenth of a second behind each thousand of items. */
  private static final String SLOWLY = "lru_crawler sleep 100000";

  private final MemcachedVersion version;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  KeyListTroubleIT(MemcachedVersion version) {
    this.version = version;
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  private static Pool pool(MemcachedServer server, String... more) {
    return pool(server.address(), more);
  }

  private static Pool pool(String address, String... more) {
    List<String> options = new ArrayList<>(List.of("servers", address));
    options.addAll(List.of("protocol", "meta", "connect.timeout", "5s", "ack.timeout", "2s"));
    options.addAll(List.of(more));
    return Pools.of(options.toArray(String[]::new));
  }

  private MemcachedServer server(String... options) {
    return MemcachedServer.start(version, options);
  }

  private static Set<CacheKey> fill(MemcachedServer server, int count) {
    Set<CacheKey> keys = new HashSet<>();
    List<CacheOperation> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CacheOperation set = Operations.set("photo:profile:" + i + ":large", "1");
      keys.add(set.key());
      sets.add(set);
    }
    try (Pool pool = Pools.started(server)) {
      Pools.awaitAll(List.of(Pools.submit(pool, OperationBatch.of(sets, 1))));
    }
    return keys;
  }

  /** All that is held; the older servers leave out some of what moves within their lists by use. */
  private void assertAll(ListedKeys listed, Set<CacheKey> keys) {
    assertThat(listed.incomplete()).isEmpty();
    Set<CacheKey> told = new HashSet<>(listed.keys());
    assertThat(keys.containsAll(told)).isTrue();
    if (version == MemcachedVersion.NEWEST) {
      assertThat(listed.keys()).hasSameSizeAs(keys);
      assertThat(told).hasSameSizeAs(keys);
    } else {
      assertThat(told).hasSizeGreaterThanOrEqualTo(keys.size() * 9 / 10);
    }
  }

  /** Some keys that are held, and not all. */
  private static void assertSome(ListedKeys listed, Set<CacheKey> keys) {
    assertThat(listed.keys()).isNotEmpty().hasSizeLessThan(keys.size());
    assertThat(keys.containsAll(listed.keys())).isTrue();
  }

  private static boolean walks(MemcachedReader oracle) {
    return "1".equals(oracle.stats().get("lru_crawler_running"));
  }

  /** A list in the background, of which a part has been told. */
  private Future<ListedKeys> halfWay(PoolReader reader, MemcachedReader oracle) {
    Future<ListedKeys> listing = threads.submit(() -> ListedKeys.of(reader));
    await().until(() -> walks(oracle));
    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    assertThat(walks(oracle)).isTrue();
    return listing;
  }

  @Test
  void aServerThatStopsInTheMiddleIsGivenUpAndListedLater() throws Exception {
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 60_000);
      RawReader.ask(server, SLOWLY);
      Future<ListedKeys> listing = halfWay(reader, oracle);
      server.pause();
      ListedKeys listed = listing.get(1, TimeUnit.MINUTES);
      assertThat(listed.incomplete())
          .containsExactly(
              server.address()
                  + " has not answered for longer than ack.timeout; look whether it hangs or is"
                  + " stopped, and whether the network is well");
      assertSome(listed, keys);
      server.resume();
      RawReader.ask(server, "lru_crawler sleep 0");
      assertAll(ListedKeys.of(reader), keys);
    }
  }

  @Test
  void aServerThatDiesInTheMiddleIsNamed() throws Exception {
    try (MemcachedServer server = server();
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 60_000);
      RawReader.ask(server, SLOWLY);
      Future<ListedKeys> listing;
      try (MemcachedReader oracle = server.reader()) {
        listing = halfWay(reader, oracle);
      }
      server.kill();
      ListedKeys listed = listing.get(1, TimeUnit.MINUTES);
      assertThat(listed.incomplete())
          .singleElement()
          .asString()
          .startsWith(server.address() + " lost the connection (");
      assertSome(listed, keys);
      server.restart();
      assertAll(ListedKeys.of(reader), Set.of());
    }
  }

  @Test
  void whoIsInterruptedLeavesTheServerToOthers() throws Exception {
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 60_000);
      RawReader.ask(server, SLOWLY);
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread lister =
          new Thread(
              () -> {
                try {
                  ListedKeys.of(reader);
                } catch (InterruptedException e) {
                  thrown.set(e);
                }
              });
      lister.start();
      await().until(() -> walks(oracle));
      lister.interrupt();
      lister.join(TimeUnit.MINUTES.toMillis(1));
      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      await().atMost(Duration.ofSeconds(3)).until(() -> !walks(oracle));
      RawReader.ask(server, "lru_crawler sleep 0");
      assertAll(ListedKeys.of(reader), keys);
    }
  }

  @Test
  void twoWhoListAtOnceAreBothToldAll() throws Exception {
    try (MemcachedServer server = server();
        MemcachedReader oracle = server.reader();
        PoolReader reader = pool(server).reader();
        PoolReader other = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 30_000);
      RawReader.ask(server, SLOWLY);
      Future<ListedKeys> listing = halfWay(reader, oracle);
      assertThat(RawReader.ask(server, "lru_crawler metadump all")).startsWith("BUSY ");
      assertAll(ListedKeys.of(other), keys);
      assertAll(listing.get(1, TimeUnit.MINUTES), keys);
    }
  }

  /** While its hash table grows, a server does not walk through it. */
  @Test
  void aServerThatIsBeingFilledIsListedNevertheless() throws Exception {
    try (MemcachedServer server = server("-m", "512");
        PoolReader reader = pool(server).reader()) {
      Future<Set<CacheKey>> filling = threads.submit(() -> fill(server, 500_000));
      while (!filling.isDone()) {
        assertThat(ListedKeys.of(reader).incomplete()).isEmpty();
      }
      assertAll(ListedKeys.of(reader), filling.get());
    }
  }

  @Test
  void theServerDoesNotWaitForWhoTakesTheKeys() throws Exception {
    try (MemcachedServer server = server("-m", "256");
        MemcachedReader oracle = server.reader();
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 300_000);
      List<CacheKey> told = new ArrayList<>();
      assertThat(
              reader.list(
                  key -> {
                    if (told.isEmpty()) {
                      assertThat(walks(oracle)).isFalse();
                    }
                    told.add(key);
                  }))
          .isEmpty();
      assertAll(new ListedKeys(told, List.of()), keys);
    }
  }

  @Test
  void whatIsThrownAtAKeyEndsTheListAndNotTheReader() throws Exception {
    try (MemcachedServer server = server();
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 1000);
      assertThatThrownBy(
              () ->
                  reader.list(
                      key -> {
                        throw new IllegalStateException("enough");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("enough");
      assertAll(ListedKeys.of(reader), keys);
    }
  }

  @Test
  void aServerWhoseCrawlerIsDisabledIsNamedWithTheRemedy() throws Exception {
    try (MemcachedServer server = server("-o", "no_lru_crawler");
        PoolReader reader = pool(server).reader()) {
      Set<CacheKey> keys = fill(server, 1000);
      assertThat(ListedKeys.of(reader))
          .isEqualTo(
              new ListedKeys(
                  List.of(),
                  List.of(
                      server.address()
                          + " does not tell its keys: it says \"CLIENT_ERROR lru crawler disabled\""
                          + " to \"lru_crawler metadump\"; start it without -o no_lru_crawler, or"
                          + " have its crawler run from now on by the command \"lru_crawler"
                          + " enable\"")));
      assertThat(RawReader.ask(server, "lru_crawler enable")).isEqualTo("OK");
      assertAll(ListedKeys.of(reader), keys);
    }
  }

  @Test
  void aServerThatMayNotTellItsKeysIsNamedWithTheRemedy() throws Exception {
    try (MemcachedServer server = server("-X");
        Pool pool = pool(server)) {
      assertThat(ListedKeys.once(pool).incomplete())
          .containsExactly(
              server.address()
                  + " does not tell its keys: it says \"ERROR metadump not allowed\" to"
                  + " \"lru_crawler metadump\"; start it without --disable-dumping (memcached -X)");
    }
  }

  @Test
  void aServerThatSpeaksBinaryAloneIsNamedWithTheRemedy() {
    try (RunningServer server =
        ServerProvider.current().memcached(version, List.of("-B", "binary"))) {
      String address = server.host() + ":" + server.port();
      try (Pool pool = pool(address, "protocol", "binary", "connect.timeout", "500ms")) {
        await()
            .untilAsserted(
                () ->
                    assertThat(ListedKeys.once(pool).incomplete())
                        .containsExactly(
                            address
                                + " tells its keys in the text protocol alone, and spoken to in"
                                + " that it takes the connection but does not answer within"
                                + " connect.timeout; look whether the server hangs or is stopped,"
                                + " and what listens there; it has to speak text beside binary"
                                + " (memcached without -B binary), or its keys are not to be"
                                + " had"));
      }
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20));
  }
}
