package dev.freshet.sink.memcached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.MemcachedVersion;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys of every byte value on real servers: what was asked for is done, and nothing else. */
class EveryByteKeyIT {

  private static final int KEYS = 200_000;
  private static final int BATCH = 1_000;
  private static final int VALUE_BYTES = 60;

  /** Counters of commands that are never sent. */
  private static final List<String> UNUSED =
      List.of(
          "cmd_flush",
          "cmd_get",
          "cmd_touch",
          "get_hits",
          "get_flushed",
          "incr_hits",
          "incr_misses",
          "decr_hits",
          "decr_misses",
          "touch_hits",
          "touch_misses",
          "cas_hits",
          "cas_badval",
          "evictions",
          "expired_unfetched");

  @ParameterizedTest
  @EnumSource
  void nothingButTheOperationsIsCarriedOut(MemcachedVersion version) throws IOException {
    Map<CacheKey, byte[]> expected = new HashMap<>();
    try (MemcachedServer server = MemcachedServer.start(version, "-m", "256");
        Pool pool = Pools.of("servers", server.address(), "protocol", "meta");
        MemcachedReader reader = server.reader()) {
      pool.start();
      Pools.apply(pool, Operations.batch(Operations.delete("first")));
      Map<String, String> before = reader.stats();
      long sets = 0;
      long deletes = 0;
      RandomKeys keys = new RandomKeys(version.name().hashCode());
      for (int made = 0; made < KEYS; made += BATCH) {
        Map<CacheKey, CacheOperation> operations = new LinkedHashMap<>();
        for (int i = 0; i < BATCH; i++) {
          CacheKey key = keys.next();
          if (key != null) {
            operations.put(
                key,
                keys.oneIn(5)
                    ? Operations.delete(key)
                    : Operations.set(key.bytes(), keys.value(VALUE_BYTES)));
          }
        }
        for (CacheOperation operation : operations.values()) {
          if (operation.kind() == CacheOperation.Kind.DELETE) {
            deletes++;
            expected.remove(operation.key());
          } else {
            sets++;
            expected.put(operation.key(), operation.value());
          }
        }
        assertThat(Pools.apply(pool, OperationBatch.of(operations.values(), made)))
            .isSameAs(BatchOutcome.APPLIED);
      }
      Map<String, String> after = reader.stats();
      assertThat(difference(before, after, "cmd_set")).isEqualTo(sets);
      assertThat(
              difference(before, after, "delete_hits") + difference(before, after, "delete_misses"))
          .isEqualTo(deletes);
      assertThat(UNUSED).allSatisfy(name -> assertThat(number(after, name)).as(name).isZero());
      assertThat(difference(before, after, "total_connections")).isZero();
      assertThat(number(after, "curr_items")).isEqualTo(expected.size());
      assertHolds(server, expected);
      assertThat(pool.health().get(0).up()).isTrue();
    }
  }

  private static long number(Map<String, String> stats, String name) {
    return Long.parseLong(stats.getOrDefault(name, "0"));
  }

  private static long difference(
      Map<String, String> before, Map<String, String> after, String name) {
    return number(after, name) - number(before, name);
  }

  /** Asks for each key's value. With as many items as keys, there is no other. */
  private static void assertHolds(MemcachedServer server, Map<CacheKey, byte[]> expected)
      throws IOException {
    List<Map.Entry<CacheKey, byte[]>> items = List.copyOf(expected.entrySet());
    try (Socket socket = new Socket(server.host(), server.port());
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
      for (int from = 0; from < items.size(); from += BATCH) {
        List<Map.Entry<CacheKey, byte[]>> some =
            items.subList(from, Math.min(items.size(), from + BATCH));
        for (Map.Entry<CacheKey, byte[]> item : some) {
          out.write("mg ".getBytes(StandardCharsets.US_ASCII));
          out.write(item.getKey().bytes());
          out.write(" v\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        for (Map.Entry<CacheKey, byte[]> item : some) {
          byte[] value = item.getValue();
          assertThat(readLine(in)).isEqualTo("VA " + value.length);
          byte[] held = new byte[value.length + 2];
          in.readFully(held);
          assertThat(Arrays.copyOf(held, value.length)).isEqualTo(value);
        }
      }
    }
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("closed after " + line);
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }
}
