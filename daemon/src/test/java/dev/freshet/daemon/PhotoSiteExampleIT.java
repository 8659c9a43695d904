package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The photo site of config/ while its tables are written to at random, servers of its pools fail
 * and the daemon is killed: whenever all is well again, every key equals what a query of the
 * database's says of it.
 */
class PhotoSiteExampleIT {

  private static final Duration LONGEST_ROUND = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int OPERATIONS_PER_SECOND = 400;

  @TempDir Path directory;

  private final Soak soak = Soak.named("photo-site", Duration.ofSeconds(24));
  private final AtomicInteger operations = new AtomicInteger();
  private final List<TestPool> pools = new ArrayList<>();
  private long comparisons;

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2));
    pools.add(TestPool.start("west", 2));
  }

  @AfterEach
  void stop() {
    pools.forEach(TestPool::close);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void everyKeyEqualsItsQuery(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = new ExampleSite(database);
      site.create();
      int admin = FreePorts.next();
      Path file = site.configure(directory, admin, pools, FaultRun.bounds(pools));
      Duration longestTillKill = Duration.ofSeconds(soak.isLong() ? 23 : 10);
      try (FaultRun run = FaultRun.start(pools, file, admin, longestTillKill)) {
        long seed = System.nanoTime();
        run.write(number -> new SiteWriter(database, run.pace(), operations, seed + number));
        Duration share = soak.length().dividedBy(Flavor.values().length);
        int rounds = (int) Math.max(1, share.dividedBy(LONGEST_ROUND));
        for (int round = 1; round <= rounds; round++) {
          run.trouble(share.dividedBy(rounds), OPERATIONS_PER_SECOND);
          compare(site, run);
          soak.tell(
              "photo-site: %s round %d of %d: %d operations, %s, %d comparisons"
                  .formatted(
                      flavor.displayName(),
                      round,
                      rounds,
                      operations.get(),
                      run.history(),
                      comparisons));
        }
        soak.tell(
            "photo-site: %s: 0 stale, 0 surplus, 0 missing in %d comparisons"
                .formatted(flavor.displayName(), comparisons));
        assertThat(run.daemon().terminate()).as("exit status").isZero();
        assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
      }
    }
  }

  private void compare(ExampleSite site, FaultRun run) throws Exception {
    run.awaitLive();
    // a server that was killed has lost what nobody has changed since
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(200);
    awaitAll(run, expected, "nothing stale, nothing surplus", PoolComparison::hasNothingWrong);
    site.touch();
    SortedMap<String, JsonNode> touched = site.expected();
    awaitAll(run, touched, "equals the database", PoolComparison::isEqual);
    assertThat(ExampleSite.generations(pools.get(0), touched))
        .isNotEmpty()
        .isEqualTo(ExampleSite.generations(pools.get(1), touched));
  }

  private void awaitAll(
      FaultRun run,
      SortedMap<String, JsonNode> expected,
      String what,
      Predicate<PoolComparison> condition) {
    for (TestPool pool : pools) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(
              () ->
                  assertThat(PoolComparison.of(expected, ExampleSite.held(pool)))
                      .as("pool %s; log:\n%s", pool.name(), run.tail())
                      .matches(condition, what));
      comparisons += expected.size();
    }
  }
}
