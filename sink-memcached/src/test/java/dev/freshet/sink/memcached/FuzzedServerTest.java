package dev.freshet.sink.memcached;

import static dev.freshet.sink.memcached.Operations.set;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.operation.BatchOutcome;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.operation.OperationBatch;
import dev.freshet.api.operation.Rejection;
import dev.freshet.api.spi.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Servers whose answers go wrong at random: whatever they say, nothing is acknowledged that they
 * have not carried out, no key goes back to an older value, and the client goes on.
 */
class FuzzedServerTest {

  /** Side by side, since the client pauses after each connection that did not end in good order. */
  private static final int SERVERS = 32;

  private static final int EXCHANGES = 20_000;
  private static final int KEYS = 20;
  private static final int OUTSTANDING = 4;
  private static final long SEED = 20_261_120;

  private final Set<String> details = ConcurrentHashMap.newKeySet();

  /** A batch on its way. */
  private record Submission(
      List<CacheOperation> operations, int number, CompletableFuture<BatchOutcome> outcome) {}

  @Test
  void nothingWrongIsEverTakenForAnAcknowledgement() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SERVERS);
    try {
      List<Future<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < SERVERS; i++) {
        long seed = SEED + i;
        runs.add(threads.submit(() -> run(seed)));
      }
      int mutated = 0;
      for (Future<Integer> run : runs) {
        mutated += run.get();
      }
      assertThat(mutated).isGreaterThan(EXCHANGES / 20);
    } finally {
      threads.shutdownNow();
    }
    assertThat(details).noneMatch(detail -> detail.contains("unexpected failure"));
    assertThat(details).anyMatch(detail -> detail.contains("does not speak memcached's protocol"));
    assertThat(details).anyMatch(detail -> detail.contains("answers what it was not asked"));
    assertThat(details).anyMatch(detail -> detail.contains("lost the connection"));
  }

  /** Talks to one server, and tells how many of its answers were wrong. */
  private int run(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Integer> last = new HashMap<>();
    try (FuzzingMemcached server = new FuzzingMemcached(seed);
        Pool pool =
            Pools.of(
                "servers",
                server.address(),
                "protocol",
                "meta",
                "connect.timeout",
                "5s",
                "reconnect.backoff",
                "1ms",
                "reconnect.backoff.max",
                "2ms")) {
      pool.start();
      Deque<Submission> outstanding = new ArrayDeque<>();
      int number = 0;
      while (server.exchanges() < EXCHANGES / SERVERS) {
        Set<String> keys = new HashSet<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
          keys.add("key" + random.nextInt(KEYS));
        }
        outstanding.add(submit(pool, keys, ++number, random, last));
        details.add(pool.health().get(0).detail());
        if (outstanding.size() == OUTSTANDING) {
          check(server, outstanding.remove());
        }
      }
      server.calmDown();
      outstanding.forEach(submission -> check(server, submission));
      Submission all =
          submit(
              pool,
              last.keySet().stream().collect(Collectors.toUnmodifiableSet()),
              ++number,
              random,
              last);
      assertThat(Pools.await(all.outcome())).isSameAs(BatchOutcome.APPLIED);
      assertThat(last).allSatisfy((key, value) -> assertThat(server.stored(key)).isEqualTo(value));
      assertThat(server.faults()).isEmpty();
      assertThat(pool.health().get(0).up()).isTrue();
      return server.mutated();
    }
  }

  private static Submission submit(
      Pool pool, Set<String> keys, int number, SplittableRandom random, Map<String, Integer> last) {
    List<CacheOperation> operations = new ArrayList<>();
    for (String key : keys) {
      // some are large enough to be answered one by one
      String zeros = random.nextInt(4) == 0 ? "0".repeat(1_000) : "";
      operations.add(set(key, (zeros + number).getBytes(US_ASCII), 0));
      last.put(key, number);
    }
    return new Submission(
        operations, number, Pools.submit(pool, OperationBatch.of(operations, number)));
  }

  private static void check(FuzzingMemcached server, Submission submission) {
    Set<CacheOperation> rejected =
        Pools.await(submission.outcome()).rejections().stream()
            .map(Rejection::operation)
            .collect(Collectors.toSet());
    for (CacheOperation operation : submission.operations()) {
      if (!rejected.contains(operation)) {
        assertThat(server.newest(operation.key().toString()))
            .as("%s, acknowledged as %d", operation.key(), submission.number())
            .isGreaterThanOrEqualTo(submission.number());
      }
    }
  }
}
