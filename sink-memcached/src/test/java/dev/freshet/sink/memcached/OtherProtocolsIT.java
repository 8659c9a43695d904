package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.batch;
import static dev.freshet.sink.memcached.Operations.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.config.Finding;
import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.spi.Pool;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not speak what the pool is configured for, and pools that find it out. */
class OtherProtocolsIT {

  private static final int OPERATIONS = 50_000;

  private static Pool pool(MemcachedServer server, String protocol) {
    return Pools.of(
        "servers",
        server.address(),
        "protocol",
        protocol,
        "connect.timeout",
        "2s",
        "reconnect.backoff",
        "5ms",
        "reconnect.backoff.max",
        "50ms");
  }

  @Test
  void aServerThatDoesNotHearTheProtocolIsNamed() {
    try (MemcachedServer textOnly = MemcachedServer.start("-B", "ascii");
        Pool pool = pool(textOnly, "binary")) {
      assertThat(pool.check())
          .containsExactly(
              Finding.problem(
                  "pool test " + textOnly.address(),
                  textOnly.address()
                      + " takes the connection but does not answer within connect.timeout",
                  "look whether the server hangs or is stopped, whether it speaks the binary"
                      + " protocol, and what listens there"));
    }
  }

  @Test
  void autoTakesMetaWhereItIs() {
    try (MemcachedServer server = MemcachedServer.start();
        Pool pool = pool(server, "auto")) {
      pool.start();
      Pools.apply(pool, batch(set("a", "1")));
      assertThat(pool.health().get(0).detail()).isEqualTo("memcached " + server.version());
      assertThat(pool.check().get(0).message()).contains("meta protocol");
    }
  }

  @Test
  void autoTakesTextWhereMetaIsMissing() {
    List<String> sets = new ArrayList<>();
    FakeMemcached.Script old = connection -> answerLikeAnOldServer(connection, sets);
    try (FakeMemcached server = new FakeMemcached(old, old, old, old);
        Pool pool = Pools.of("servers", server.address(), "reconnect.backoff.max", "100ms")) {
      pool.start();
      assertThat(Pools.apply(pool, batch(set("a", "1"), set("b", "22"))))
          .isSameAs(BatchOutcome.APPLIED);
      assertThat(sets).containsExactlyInAnyOrder("set a 0 0 1", "set b 0 0 2");
      assertThat(pool.health().get(0).detail()).isEqualTo("memcached 1.4.39, text protocol");
      assertThat(pool.check().get(0))
          .isEqualTo(
              Finding.ok(
                  "pool test " + server.address(),
                  "memcached 1.4.39, text protocol, items up to 1000 bytes"));
    }
  }

  private static void answerLikeAnOldServer(FakeMemcached.Connection connection, List<String> sets)
      throws IOException {
    while (true) {
      String line = connection.readLine();
      if (line.equals("version")) {
        connection.say("VERSION 1.4.39\r\n");
      } else if (line.equals("stats")) {
        connection.say("STAT pid 1\r\nEND\r\n");
      } else if (line.equals("stats settings")) {
        connection.say("STAT item_size_max 1000\r\nEND\r\n");
      } else if (line.startsWith("set ")) {
        sets.add(line);
        connection.readLine();
        connection.say("STORED\r\n");
      } else {
        connection.say("ERROR\r\n");
      }
    }
  }

  /** The rates are told for people, the test holds that nothing gets lost at full speed. */
  @ParameterizedTest
  @ValueSource(strings = {"meta", "text", "binary"})
  void manyOperationsAreUnderWayAtOnce(String protocol) {
    try (MemcachedServer server = MemcachedServer.start("-m", "256");
        MemcachedReader reader = server.reader();
        Pool pool = pool(server, protocol)) {
      pool.start();
      long nanos = 0;
      for (int round = 0; round < 4; round++) {
        List<CompletableFuture<BatchOutcome>> futures = new ArrayList<>();
        long start = System.nanoTime();
        for (int from = 0; from < OPERATIONS; from += 1000) {
          List<CacheOperation> operations = new ArrayList<>();
          for (int i = from; i < from + 1000; i++) {
            operations.add(set("key" + i, "value " + round));
          }
          futures.add(Pools.submit(pool, OperationBatch.of(operations, 1)));
        }
        futures.forEach(future -> assertThat(Pools.await(future)).isSameAs(BatchOutcome.APPLIED));
        nanos = System.nanoTime() - start;
      }
      for (int i = 0; i < OPERATIONS; i += 97) {
        assertThat(reader.getText("key" + i)).contains("value 3");
      }
      System.out.println(protocol + ": " + OPERATIONS * 1_000_000_000L / nanos + " operations/s");
    }
  }
}
