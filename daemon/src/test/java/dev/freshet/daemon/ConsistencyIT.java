package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After random writes, each key of each pool equals what the database says, and there is no other.
 */
class ConsistencyIT {

  private static final int OPERATIONS = 20_000;
  private static final int KILLS = 20;

  /** Debezium takes seconds to begin. */
  private static final int KILLS_OF_DEBEZIUM = 6;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path directory;

  private final Semaphore pace = new Semaphore(0);
  private final AtomicInteger done = new AtomicInteger();

  private int adminPort;

  private Path configure(DatabaseServer database, String extra, TestPool... pools)
      throws Exception {
    SiteConfiguration configuration = SiteConfiguration.in(directory, database);
    adminPort = configuration.adminPort();
    return configuration.write(PhotoSite.TRANSFORMERS + extra, pools);
  }

  private List<Future<Integer>> startWriters(DatabaseServer database, ExecutorService threads) {
    List<Future<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < RandomWriter.WRITERS; i++) {
      writers.add(
          threads.submit(
              new RandomWriter(
                  database, i, OPERATIONS / RandomWriter.WRITERS, pace, done, System.nanoTime())));
    }
    return writers;
  }

  private static void assertEqual(PhotoSite site, TestPool pool) throws Exception {
    SortedMap<String, JsonNode> expected = site.expected();
    assertThat(expected).hasSizeGreaterThan(200);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(pool.items()).isEqualTo(expected));
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void poolsEqualTheDatabaseAfterRandomWrites(Flavor flavor) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 2);
        TestPool west = TestPool.start("west", 2)) {
      PhotoSite site = new PhotoSite(database);
      site.create();
      Path configuration =
          configure(database, "pool.queue.bytes=256k\nbatch.max.bytes=64k\n", east, west);
      try (DaemonProcess daemon = DaemonProcess.run(configuration, adminPort);
          VersionWatch eastWatch = VersionWatch.start(east);
          VersionWatch westWatch = VersionWatch.start(west)) {
        daemon.awaitReady();
        List<Future<Integer>> writers = startWriters(database, threads);
        pace.release(OPERATIONS / 4);
        await().atMost(PATIENCE).until(() -> done.get() > OPERATIONS / 5);
        west.disconnect();
        pace.release(OPERATIONS / 2);
        await().atMost(PATIENCE).until(() -> done.get() > OPERATIONS / 2);
        west.restore();
        pace.release(OPERATIONS);
        for (Future<Integer> writer : writers) {
          writer.get();
        }
        assertEqual(site, east);
        assertEqual(site, west);
        assertThat(eastWatch.stop()).isEmpty();
        assertThat(westWatch.stop()).isEmpty();
        assertThat(eastWatch.reads()).isGreaterThan(1000);
        daemon.awaitReady();
        assertThat(daemon.terminate()).as("exit status").isZero();
        assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void nothingIsLostOrGoesBackWhenTheDaemonIsKilledAgainAndAgain(Flavor flavor) throws Exception {
    kill(flavor, "", KILLS, 300);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theSameHoldsWhereDebeziumReads(Flavor flavor) throws Exception {
    String connector =
        flavor == Flavor.MYSQL
            ? "io.debezium.connector.mysql.MySqlConnector"
            : "io.debezium.connector.mariadb.MariaDbConnector";
    kill(flavor, "connector.class=" + connector + "\n", KILLS_OF_DEBEZIUM, 4000);
  }

  /**
   * Writes while the daemon is killed again and again.
   *
   * @param shortestMillis how long it runs at least
   */
  private void kill(Flavor flavor, String extra, int kills, int shortestMillis) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    Random random = new Random();
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 2);
        TestPool west = TestPool.start("west", 2)) {
      PhotoSite site = new PhotoSite(database);
      site.create();
      Path configuration = configure(database, extra, east, west);
      DaemonProcess daemon = DaemonProcess.run(configuration, adminPort);
      try (VersionWatch eastWatch = VersionWatch.start(east);
          VersionWatch westWatch = VersionWatch.start(west)) {
        daemon.awaitReady();
        List<Future<Integer>> writers = startWriters(database, threads);
        for (int kill = 1; kill <= kills; kill++) {
          pace.release(OPERATIONS / (kills + 1));
          if (kill == kills / 3) {
            west.disconnect();
          }
          if (kill == 2 * kills / 3) {
            west.restore();
          }
          Thread.sleep(shortestMillis + random.nextInt(1500));
          daemon.kill();
          daemon = DaemonProcess.run(configuration, adminPort);
        }
        pace.release(OPERATIONS);
        for (Future<Integer> writer : writers) {
          writer.get();
        }
        daemon.awaitReady();
        assertEqual(site, east);
        assertEqual(site, west);
        assertThat(eastWatch.stop()).isEmpty();
        assertThat(westWatch.stop()).isEmpty();
        assertThat(daemon.terminate()).as("exit status").isZero();
      } finally {
        daemon.close();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
