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
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two daemons follow one database and write one pool with {@code guard=version}. In turn, each is
 * stopped in the midst of the load and goes on when the other has long brought the pool to the
 * newest state: it may then put nothing older there.
 */
class TwoDaemonsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration ROUND = Duration.ofSeconds(5);
  private static final int OPERATIONS_PER_SECOND = 1500;

  /** How long an item stands that its writer has not confirmed, and a bit. */
  private static final Duration UNCONFIRMED = Duration.ofSeconds(12);

  private static final String OPTIONS =
      """
      pools.east.guard=version
      pools.east.ack.timeout=1s
      pools.east.reconnect.backoff.max=500ms
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("two-daemons", ROUND.multipliedBy(4));
  private final Random random = new Random();
  private final Semaphore pace = new Semaphore(0);
  private final AtomicInteger operations = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<Integer>> writers = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void aDaemonThatIsLateLeavesNothingOlder() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        TestPool east = TestPool.start("east", 2)) {
      PhotoSite site = new PhotoSite(database);
      site.create();
      try (DaemonProcess first = daemon(database, east, 1);
          DaemonProcess second = daemon(database, east, 2)) {
        first.awaitReady();
        second.awaitReady();
        for (int i = 0; i < RandomWriter.WRITERS; i++) {
          writers.add(
              threads.submit(
                  new RandomWriter(
                      database, i, Integer.MAX_VALUE, pace, operations, System.nanoTime())));
        }
        long rounds = soak.length().dividedBy(ROUND);
        long looks = 0;
        for (int round = 0; round < rounds; round++) {
          looks +=
              round(site, east, round % 2 == 0 ? first : second, round % 2 == 0 ? second : first);
        }
        soak.tell(
            "two-daemons: %d rounds, %d operations, %d looks: 0 stale; stepped back %s and %s times"
                .formatted(
                    rounds, operations.get(), looks, steppedBack(first), steppedBack(second)));
        assertThat(steppedBack(first) + steppedBack(second)).isPositive();
        assertThat(first.terminate()).as("exit status").isZero();
        assertThat(second.terminate()).as("exit status").isZero();
      }
    }
  }

  /** Gives how often it looked for stale values while the late daemon worked off what it had. */
  private long round(PhotoSite site, TestPool pool, DaemonProcess late, DaemonProcess other)
      throws Exception {
    write(ROUND.dividedBy(4).plusMillis(random.nextInt(300)));
    late.pause();
    write(ROUND.dividedBy(2));
    quiesce();
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(200);
    awaitEqual(pool, expected, other);
    if (random.nextBoolean()) {
      pool.servers().forEach(server -> server.proxy().cut());
    }
    late.resume();
    long looks = 0;
    long end = System.nanoTime() + ROUND.dividedBy(2).toNanos();
    while (System.nanoTime() < end || !isLive(late)) {
      PoolComparison found = PoolComparison.of(expected, items(pool));
      assertThat(found.stale()).as("stale while the other catches up").isEmpty();
      assertThat(System.nanoTime()).as("it catches up").isLessThan(end + PATIENCE.toNanos());
      looks++;
    }
    awaitEqual(pool, expected, late);
    return looks;
  }

  private static void awaitEqual(
      TestPool pool, SortedMap<String, JsonNode> expected, DaemonProcess daemon) {
    await()
        .atMost(PATIENCE.plus(UNCONFIRMED))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(PoolComparison.of(expected, items(pool)))
                    .as("the pool; log:\n%s", daemon.log())
                    .matches(PoolComparison::isEqual, "equals the database"));
  }

  /** What it holds for the application: no tombstones. */
  private static SortedMap<String, JsonNode> items(TestPool pool) {
    SortedMap<String, JsonNode> items = pool.items();
    items.keySet().removeIf(key -> key.startsWith("freshet:"));
    return items;
  }

  private static boolean isLive(DaemonProcess daemon) throws InterruptedException {
    return "live".equals(daemon.poolStates().get("east"));
  }

  private void write(Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      pace.release(OPERATIONS_PER_SECOND / 20);
      for (Future<Integer> writer : writers) {
        assertThat(writer).as("a writer").isNotDone();
      }
      Thread.sleep(50);
    }
  }

  /** Lets the writers run out of permits. */
  private void quiesce() {
    pace.drainPermits();
    await().atMost(PATIENCE).until(() -> pace.getQueueLength() == RandomWriter.WRITERS);
  }

  private static long steppedBack(DaemonProcess daemon) throws InterruptedException {
    return (long) daemon.metric("freshet_pool_stepped_back_total", "[^}]*").orElse(0);
  }

  /** A daemon with a state and a server id of its own. */
  private DaemonProcess daemon(DatabaseServer database, TestPool pool, int number)
      throws Exception {
    SiteConfiguration configuration =
        SiteConfiguration.in(directory.resolve(Integer.toString(number)), database);
    Path file =
        configuration.write(
            PhotoSite.TRANSFORMERS + OPTIONS + "database.server.id=" + 71000 * number + "\n", pool);
    return DaemonProcess.run(file, configuration.adminPort());
  }
}
