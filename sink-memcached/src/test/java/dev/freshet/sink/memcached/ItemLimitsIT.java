package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server does not take: too large, out of memory, out of connections. */
@ParameterizedClass
@EnumSource(MemcachedVersion.class)
class ItemLimitsIT {

  /** item_size_max unless {@code -I} says otherwise. */
  private static final int ITEM_BYTES = 1024 * 1024;

  /**
   * Item header, CAS, the key's terminator and the value's line end, with which 1.6.18 and 1.6.45
   * fill an item beside key and value.
   */
  private static final int ITEM_OVERHEAD_BYTES = 59;

  private final MemcachedVersion version;

  ItemLimitsIT(MemcachedVersion version) {
    this.version = version;
  }

  @Test
  void theLargestValueIsStoredAndOneByteMoreRemovesTheKey() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      int largest = ITEM_BYTES - ITEM_OVERHEAD_BYTES - "key".length();
      for (int difference = -1; difference <= 1; difference++) {
        checkSize(pool, reader, largest + difference, difference <= 0);
        checkSize(pool, reader, ITEM_BYTES - "key".length() + difference, false);
        checkSize(pool, reader, ITEM_BYTES + difference, false);
      }
      checkSize(pool, reader, 10 * ITEM_BYTES, false);
    }
  }

  @Test
  void aSmallerItemSizeIsFoundOut() {
    try (MemcachedServer server = MemcachedServer.start(version, "-I", "64k", "-o", smallChunks());
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      int largest = 64 * 1024 - ITEM_OVERHEAD_BYTES - "key".length();
      for (int difference = -1; difference <= 1; difference++) {
        checkSize(pool, reader, largest + difference, difference <= 0);
        checkSize(pool, reader, 64 * 1024 + difference, false);
      }
    }
  }

  @Test
  void aLargerItemSizeIsMadeUseOf() {
    int size = 8 * ITEM_BYTES;
    try (MemcachedServer server = MemcachedServer.start(version, "-I", "8m", "-m", "256");
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      int largest = size - ITEM_OVERHEAD_BYTES - "key".length();
      for (int difference = -1; difference <= 1; difference++) {
        checkSize(pool, reader, largest + difference, difference <= 0);
        checkSize(pool, reader, size - "key".length() + difference, false);
        checkSize(pool, reader, size + difference, false);
      }
      checkSize(pool, reader, ITEM_BYTES + 1, true);
    }
  }

  /** Chunks of 16 KB, which 1.6.18 wants in bytes and 1.6.45 in kilobytes. */
  private String smallChunks() {
    return switch (version) {
      case DEBIAN_12 -> "slab_chunk_max=16384";
      case NEWEST -> "slab_chunk_max=16";
    };
  }

  private static void checkSize(Pool pool, MemcachedReader reader, int bytes, boolean fits) {
    Pools.apply(pool, batch(set("key", "old"), set("before", "old"), set("after", "old")));
    CacheOperation large = set("key", new byte[bytes], 0);
    String mark = String.valueOf(bytes);
    BatchOutcome outcome = Pools.apply(pool, batch(set("before", mark), large, set("after", mark)));
    assertThat(reader.getText("before")).contains(mark);
    assertThat(reader.getText("after")).contains(mark);
    if (fits) {
      assertThat(outcome).isSameAs(BatchOutcome.APPLIED);
      assertThat(reader.get("key").map(value -> value.length)).contains(bytes);
    } else {
      assertThat(outcome.rejections()).extracting(Rejection::operation).containsExactly(large);
      assertThat(outcome.rejections().get(0).reason())
          .containsAnyOf("object too large for cache", "the server takes items of");
      assertThat(reader.get("key")).isEmpty();
    }
  }

  @Test
  void aValueThatIsTooLargeIsForgottenWhenTheSameKeyHasANewerOneInFlight() {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      int edge = ITEM_BYTES - ITEM_OVERHEAD_BYTES;
      for (int i = 0; i < 20; i++) {
        var large = Pools.submit(pool, batch(set("key", new byte[edge], 0), set("other", "first")));
        var small = Pools.submit(pool, batch(set("key", "new " + i), set("third", "x")));
        var last = Pools.submit(pool, batch(set("other", "second")));
        Pools.await(large);
        Pools.await(small);
        Pools.await(last);
        assertThat(reader.getText("key")).contains("new " + i);
        assertThat(reader.getText("other")).contains("second");
        assertThat(reader.getText("third")).contains("x");
      }
    }
  }

  @Test
  void withoutMemoryAndEvictionEachRefusedKeyIsRejectedAndGone() {
    try (MemcachedServer server = MemcachedServer.start(version, "-M", "-m", "4");
        Pool pool = Pools.started(server);
        MemcachedReader reader = server.reader()) {
      Set<String> rejected = new HashSet<>();
      Set<String> all = new HashSet<>();
      for (int round = 0; round < 12; round++) {
        List<CacheOperation> operations = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          String key = "k" + round + ":" + i;
          all.add(key);
          operations.add(set(key, new byte[50_000], 0));
        }
        rejected.addAll(keys(Pools.apply(pool, OperationBatch.of(operations, 1))));
      }
      assertThat(rejected).isNotEmpty();
      assertThat(rejected.size()).isLessThan(all.size());
      for (String key : all) {
        assertThat(reader.get(key).isPresent()).as(key).isEqualTo(!rejected.contains(key));
      }
      List<CacheOperation> larger =
          all.stream()
              .filter(key -> !rejected.contains(key))
              .limit(30)
              .map(key -> set(key, new byte[700_000], 0))
              .toList();
      BatchOutcome outcome = Pools.apply(pool, OperationBatch.of(larger, 1));
      assertThat(outcome.rejections())
          .isNotEmpty()
          .extracting(Rejection::reason)
          .allMatch(
              reason ->
                  reason.matches(
                      "the server refuses the value: SERVER_ERROR [Oo]ut of memory [a-z ]+"));
      for (CacheOperation operation : larger) {
        String key = operation.key().toString();
        assertThat(reader.get(key).map(value -> value.length))
            .isEqualTo(keys(outcome).contains(key) ? Optional.empty() : Optional.of(700_000));
      }
      assertThat(pool.health().get(0).up()).isTrue();
    }
  }

  private static Set<String> keys(BatchOutcome outcome) {
    return outcome.rejections().stream()
        .map(rejection -> rejection.operation().key().toString())
        .collect(Collectors.toSet());
  }

  @Test
  void anExhaustedConnectionLimitIsNamedAndOvercome() throws IOException {
    List<Socket> others = new ArrayList<>();
    try (MemcachedServer server = MemcachedServer.start(version, "-c", "64", "-t", "1")) {
      for (int i = 0; i < 80; i++) {
        others.add(new Socket(server.host(), server.port()));
      }
      try (Pool pool = Pools.of("servers", server.address())) {
        Finding finding = pool.check().get(0);
        assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
        assertThat(finding.message())
            .isEqualTo(
                server.address()
                    + " has no connection left to give (\"Too many open connections\")");
        assertThat(finding.remedy()).contains("memcached -c");
        pool.start();
        var future = Pools.submit(pool, batch(set("a", "1")));
        await()
            .untilAsserted(
                () ->
                    assertThat(pool.health().get(0).detail())
                        .contains("Too many open connections"));
        for (Socket other : others) {
          other.close();
        }
        assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED);
      }
    } finally {
      for (Socket other : others) {
        other.close();
      }
    }
  }
}
