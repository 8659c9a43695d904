package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.delete;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.PoolReader;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reading over the meta protocol leaves as it was, and what it sees of guarded pools. */
class ReadingEffectsIT {

  private static Pool meta(MemcachedServer server, String... more) {
    String[] options = {"servers", server.address(), "protocol", "meta"};
    String[] all = Arrays.copyOf(options, options.length + more.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return Pools.of(all);
  }

  @ParameterizedTest
  @EnumSource
  void anItemThatHasBeenReadCountsAsNeverFetched(MemcachedVersion version) throws Exception {
    try (MemcachedServer server = MemcachedServer.start(version);
        MemcachedReader oracle = server.reader();
        Pool pool = meta(server);
        PoolReader reader = pool.reader()) {
      pool.start();
      Pools.apply(pool, batch(set("read", "1"), set("used", "1")));
      for (int i = 0; i < 3; i++) {
        assertThat(HeldItems.read(reader, "read", "used", "read")).containsOnly("=1");
      }
      assertThat(oracle.get("used")).isPresent();
      assertThat(RawReader.ask(server, "mg read h u")).isEqualTo("HD h0");
      assertThat(RawReader.ask(server, "mg used h u")).isEqualTo("HD h1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anItemThatSomebodyHasMarkedAsStaleIsReadAsAnyOther(MemcachedVersion version)
      throws Exception {
    try (MemcachedServer server = MemcachedServer.start(version);
        Pool pool = meta(server);
        PoolReader reader = pool.reader()) {
      pool.start();
      Pools.apply(pool, batch(set("a", "1"), set("b", "2")));
      assertThat(RawReader.ask(server, "md a I T60")).isEqualTo("HD");
      for (int i = 0; i < 3; i++) {
        assertThat(HeldItems.read(reader, "a", "b", "c")).containsExactly("=1", "=2", "nothing");
      }
    }
  }

  /** What the reader has to live with. */
  @ParameterizedTest
  @EnumSource
  void theServerTellsTheFirstWhoAsksToRenewWhateverTheFlagsAre(MemcachedVersion version)
      throws Exception {
    try (MemcachedServer server = MemcachedServer.start(version);
        MemcachedReader oracle = server.reader()) {
      oracle.set("a", "1");
      assertThat(RawReader.ask(server, "md a I T60")).isEqualTo("HD");
      assertThat(RawReader.ask(server, "mg a u O1")).isEqualTo("HD O1 X W");
      assertThat(RawReader.ask(server, "mg a u O1")).isEqualTo("HD O1 Z X");
    }
  }

  @Test
  void whereADeleteHasLeftATombstoneNothingIsHeld() throws Exception {
    try (MemcachedServer server = MemcachedServer.start();
        MemcachedReader oracle = server.reader();
        Pool pool = meta(server, "guard", "version");
        PoolReader reader = pool.reader()) {
      pool.start();
      Pools.apply(pool, batch(set("a", "1"), set("b", "2")));
      Pools.apply(pool, batch(delete("a")));
      assertThat(oracle.dumpKeys()).contains("freshet:t:a");
      assertThat(HeldItems.read(reader, "a", "b")).containsExactly("nothing", "=2");
      assertThat(reader.read(List.of(CacheKey.of("b"))).get(0))
          .isInstanceOfSatisfying(
              HeldItem.Present.class, item -> assertThat(item.version()).isEqualTo((1L << 62) + 1));
    }
  }
}
