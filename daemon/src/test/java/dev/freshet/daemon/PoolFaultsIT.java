package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While servers of three pools are stopped, killed and cut off at random, and the daemon is killed
 * too, no value goes back; and whenever all is well again, no pool holds a stale value.
 *
 * <p>It goes in rounds: faults under load, then peace, in which what the pools hold is compared
 * with the database. A key may be missing only on a server that was killed. Then every row is
 * changed, and all pools have to equal the database.
 */
class PoolFaultsIT {

  private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OPERATIONS_PER_SECOND = 1000;

  @TempDir Path directory;

  private final Soak soak = Soak.named("faults", Duration.ofSeconds(24));
  private final AtomicInteger operations = new AtomicInteger();
  private final List<TestPool> pools = new ArrayList<>();

  private int rounds;
  private long comparisons;

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2));
    pools.add(TestPool.start("west", 3));
    pools.add(TestPool.start("north", 2));
  }

  @AfterEach
  void stop() {
    pools.forEach(TestPool::close);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void noFaultOfAPoolLeavesAStaleValue(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      PhotoSite site = new PhotoSite(database);
      site.create();
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file =
          configuration.write(
              PhotoSite.TRANSFORMERS + FaultRun.bounds(pools), pools.toArray(TestPool[]::new));
      List<VersionWatch> watches = pools.stream().map(VersionWatch::start).toList();
      Duration longestTillKill = Duration.ofSeconds(soak.isLong() ? 23 : 10);
      try (FaultRun run = FaultRun.start(pools, file, configuration.adminPort(), longestTillKill)) {
        long seed = System.nanoTime();
        run.write(
            number ->
                new RandomWriter(
                    database, number, Integer.MAX_VALUE, run.pace(), operations, seed));
        Duration share = soak.length().dividedBy(Flavor.values().length);
        rounds = (int) Math.max(1, share.dividedBy(LONGEST_ROUND));
        for (int round = 1; round <= rounds; round++) {
          Map<PoolServer, Integer> restarts = run.restarts();
          run.trouble(share.dividedBy(rounds), OPERATIONS_PER_SECOND);
          compare(site, run, file, restarts);
          soak.tell(
              "faults: %s round %d of %d: %d operations, %s, %d comparisons"
                  .formatted(
                      flavor.displayName(),
                      round,
                      rounds,
                      operations.get(),
                      run.history(),
                      comparisons));
        }
        List<String> backwards = watches.stream().flatMap(w -> w.stop().stream()).toList();
        long reads = watches.stream().mapToLong(VersionWatch::reads).sum();
        soak.tell(
            "faults: %s: 0 stale, 0 surplus, 0 missing in %d comparisons; %d of %d values that were"
                    .formatted(flavor.displayName(), comparisons, backwards.size(), reads)
                + " read meanwhile went back");
        assertThat(backwards).as("values that went back").isEmpty();
        assertThat(reads).as("values read").isGreaterThan(1000);
        assertThat(run.daemon().terminate()).as("exit status").isZero();
        assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
      } finally {
        watches.forEach(VersionWatch::close);
      }
    }
  }

  private void compare(PhotoSite site, FaultRun run, Path file, Map<PoolServer, Integer> restarts)
      throws Exception {
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(200);
    run.awaitLive();
    Placement placement = Placement.of(file, expected.keySet());
    for (TestPool pool : pools) {
      Set<String> killed =
          pool.servers().stream()
              .filter(server -> server.restarts() > restarts.getOrDefault(server, 0))
              .map(PoolServer::address)
              .collect(Collectors.toSet());
      awaitUntil(
          run,
          pool,
          expected,
          "nothing stale, nothing surplus, missing only from " + killed,
          found ->
              found.hasNothingWrong()
                  && found.missing().stream()
                      .allMatch(key -> killed.contains(placement.server(pool.name(), key))));
    }
    site.touch();
    SortedMap<String, JsonNode> touched = site.expected();
    assertThat(touched.keySet()).isEqualTo(expected.keySet());
    for (TestPool pool : pools) {
      awaitUntil(run, pool, touched, "equals the database", PoolComparison::isEqual);
    }
  }

  private void awaitUntil(
      FaultRun run,
      TestPool pool,
      SortedMap<String, JsonNode> expected,
      String what,
      Predicate<PoolComparison> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(
            () ->
                assertThat(PoolComparison.of(expected, pool.items()))
                    .as("pool %s; log:\n%s", pool.name(), run.tail())
                    .matches(condition, what));
    comparisons += expected.size();
  }
}
