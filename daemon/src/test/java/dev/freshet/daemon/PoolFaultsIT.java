package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
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

  /** Small, so that pools are left behind; early, so that a silent server counts as down. */
  private static final String BOUNDS =
      """
      batch.max.bytes=64k
      pool.queue.bytes=256k
      pools.east.ack.timeout=1s
      pools.west.ack.timeout=1s
      pools.north.ack.timeout=1s
      pools.east.reconnect.backoff.max=1s
      pools.west.reconnect.backoff.max=1s
      pools.north.reconnect.backoff.max=1s
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("faults", Duration.ofSeconds(24));
  private final Random random = new Random();
  private final Semaphore pace = new Semaphore(0);
  private final AtomicInteger operations = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Integer>> writers = new ArrayList<>();
  private final List<TestPool> pools = new ArrayList<>();

  private int rounds;
  private int daemonKills;
  private long comparisons;

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2));
    pools.add(TestPool.start("west", 3));
    pools.add(TestPool.start("north", 2));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
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
          configuration.write(PhotoSite.TRANSFORMERS + BOUNDS, pools.toArray(TestPool[]::new));
      List<VersionWatch> watches = pools.stream().map(VersionWatch::start).toList();
      DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort());
      try {
        daemon.awaitReady();
        startWriters(database);
        RandomFaults faults =
            new RandomFaults(pools.stream().flatMap(pool -> pool.servers().stream()).toList());
        Duration share = soak.length().dividedBy(Flavor.values().length);
        rounds = (int) Math.max(1, share.dividedBy(LONGEST_ROUND));
        for (int round = 1; round <= rounds; round++) {
          Map<PoolServer, Integer> restarts = restarts();
          daemon =
              trouble(daemon, faults, share.dividedBy(rounds), file, configuration.adminPort());
          faults.endAll();
          quiesce();
          compare(site, daemon, file, restarts);
          soak.tell(
              "faults: %s round %d of %d: %d operations, %s, %d kills of the daemon, %d comparisons"
                  .formatted(
                      flavor.displayName(),
                      round,
                      rounds,
                      operations.get(),
                      faults.counts(),
                      daemonKills,
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
        assertThat(daemon.terminate()).as("exit status").isZero();
        assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
      } finally {
        daemon.close();
        watches.forEach(VersionWatch::close);
      }
    }
  }

  private void startWriters(DatabaseServer database) {
    long seed = System.nanoTime();
    for (int i = 0; i < RandomWriter.WRITERS; i++) {
      writers.add(
          threads.submit(new RandomWriter(database, i, Integer.MAX_VALUE, pace, operations, seed)));
    }
  }

  /** Gives the daemon that runs at the end. */
  private DaemonProcess trouble(
      DaemonProcess first, RandomFaults faults, Duration length, Path file, int adminPort)
      throws Exception {
    DaemonProcess daemon = first;
    long end = System.nanoTime() + length.toNanos();
    long killAt = System.nanoTime() + nextKill();
    while (System.nanoTime() < end) {
      faults.advance();
      pace.release(OPERATIONS_PER_SECOND / 20);
      assertThat(daemon.isAlive()).as("the daemon runs; log:\n%s", tail(daemon)).isTrue();
      for (Future<Integer> writer : writers) {
        assertThat(writer).as("a writer").isNotDone();
      }
      if (System.nanoTime() > killAt) {
        daemon.kill();
        daemonKills++;
        daemon = DaemonProcess.run(file, adminPort);
        killAt = System.nanoTime() + nextKill();
      }
      Thread.sleep(50);
    }
    return daemon;
  }

  /** In nanoseconds: at times during catching up, at times long after it. */
  private long nextKill() {
    return Duration.ofMillis(3000 + random.nextInt(soak.isLong() ? 20_000 : 7000)).toNanos();
  }

  private static String tail(DaemonProcess daemon) throws Exception {
    List<String> lines = daemon.log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  /** Lets the writers run out of permits. */
  private void quiesce() {
    pace.drainPermits();
    await().atMost(PATIENCE).until(() -> pace.getQueueLength() == RandomWriter.WRITERS);
  }

  private Map<PoolServer, Integer> restarts() {
    Map<PoolServer, Integer> restarts = new HashMap<>();
    pools.forEach(
        pool -> pool.servers().forEach(server -> restarts.put(server, server.restarts())));
    return restarts;
  }

  private void compare(
      PhotoSite site, DaemonProcess daemon, Path file, Map<PoolServer, Integer> restarts)
      throws Exception {
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(200);
    awaitLive(daemon);
    Placement placement = Placement.of(file, expected.keySet());
    for (TestPool pool : pools) {
      Set<String> killed =
          pool.servers().stream()
              .filter(server -> server.restarts() > restarts.getOrDefault(server, 0))
              .map(PoolServer::address)
              .collect(Collectors.toSet());
      awaitUntil(
          daemon,
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
      awaitUntil(daemon, pool, touched, "equals the database", PoolComparison::isEqual);
    }
  }

  private void awaitUntil(
      DaemonProcess daemon,
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
                    .as("pool %s; log:\n%s", pool.name(), tail(daemon))
                    .matches(condition, what));
    comparisons += expected.size();
  }

  private void awaitLive(DaemonProcess daemon) {
    await("all pools live")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(daemon.isAlive()).as("the daemon runs; log:\n%s", tail(daemon)).isTrue();
              assertThat(daemon.poolStates())
                  .hasSize(pools.size())
                  .allSatisfy((pool, state) -> assertThat(state).as(pool).isEqualTo("live"));
            });
  }
}
