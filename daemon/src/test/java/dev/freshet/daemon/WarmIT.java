package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code freshet warm} on real servers, over the photo site of config/. */
class WarmIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int USERS = 1 << 15;

  /** So many that they are read in ranges. */
  private static final int LARGE = 1 << 17;

  @TempDir Path directory;

  private final List<TestPool> pools = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int admin = FreePorts.next();
  private Path file;

  @BeforeEach
  void startPools() {
    file = directory.resolve("photo-site.properties");
    pools.add(TestPool.start("east", 2, PoolServer::direct));
    pools.add(TestPool.start("west", 2, PoolServer::direct));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    pools.forEach(TestPool::close);
  }

  private ExampleSite create(DatabaseServer database) throws Exception {
    return create(database, USERS, "");
  }

  private ExampleSite create(DatabaseServer database, int users, String more) throws Exception {
    ExampleSite site = new ExampleSite(database);
    site.create();
    assertThat(site.configure(directory, admin, pools, more)).isEqualTo(file);
    site.fill(users);
    return site;
  }

  private DaemonProcess.Outcome warm(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("warm", "-c", file.toString()));
    arguments.addAll(List.of(more));
    return DaemonProcess.execute(arguments.toArray(String[]::new));
  }

  private void awaitEqual(ExampleSite site) {
    for (TestPool pool : pools) {
      await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pool));
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void poolsAreWholeBeforeTheDaemonRunsAndStaySo(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      DaemonProcess.Outcome outcome = warm("--output", "json");
      assertThat(outcome.status()).as(outcome.messages()).isZero();
      assertThat(PhotoSite.parse(outcome.output()).get("state").asText()).isEqualTo("DONE");
      for (TestPool pool : pools) {
        site.assertEqual(pool);
      }
      assertThat(directory.resolve("state/warm.json")).doesNotExist();
      database.execute(
          "UPDATE site.users SET name = 'Eve' WHERE id = 7", "DELETE FROM site_1.photos");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        awaitEqual(site);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void changesMeanwhileWin(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      Future<Void> writing = threads.submit(() -> write(database, USERS));
      Future<DaemonProcess.Outcome> warming;
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        warming = threads.submit(() -> warm("--rate", "8000"));
        await()
            .atMost(PATIENCE)
            .until(() -> daemon.poolStates().values().stream().allMatch("warming"::equals));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 8000);
        daemon.kill();
      }
      assertThat(warming.get().status()).isEqualTo(1);
      assertThat(directory.resolve("state/warm.json")).exists();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        DaemonProcess.Outcome resumed = warm();
        assertThat(resumed.status()).as(resumed.messages()).isZero();
        assertThat(writing.isDone()).isFalse();
        writing.cancel(true);
        awaitEqual(site);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, warm.order=user desc", "MARIADB, warm.on.eviction=stop"})
  void rangesOfALargeTableAreReadAtATimeAndGoOnEachWhereItWas(Flavor flavor, String option)
      throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      create(database, LARGE, option + "\n");
      Future<Void> writing = threads.submit(() -> write(database, LARGE));
      Future<DaemonProcess.Outcome> warming;
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        warming = threads.submit(() -> warm("--rate", "20000"));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 60_000);
        daemon.kill();
      }
      assertThat(warming.get().status()).isEqualTo(1);
      JsonNode kept =
          PhotoSite.parse(Files.readString(directory.resolve("state/warm.json")))
              .get("tables")
              .get("site.users");
      assertThat(kept.get("descending").asBoolean()).isEqualTo(option.endsWith("desc"));
      List<JsonNode> ranges = new ArrayList<>();
      kept.get("ranges").forEach(ranges::add);
      assertThat(ranges).hasSizeBetween(3, 16);
      assertThat(ranges.stream().filter(range -> range.get("rows").asLong() > 0))
          .as("%s", kept)
          .hasSizeGreaterThan(1);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        DaemonProcess.Outcome resumed = warm();
        assertThat(resumed.status()).as(resumed.messages()).isZero();
        assertThat(rowsPlaced(daemon)).isGreaterThan(LARGE - LARGE / 20);
        assertThat(writing.isDone()).isFalse();
        writing.cancel(true);
        DaemonProcess.Outcome verified = DaemonProcess.executeHere("verify", "-c", file.toString());
        assertThat(verified.status()).as("%s", verified).isZero();
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aLargeTableThatIsAlteredMeanwhileIsReadAnewInAllRanges() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      create(database, LARGE, "");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        Future<DaemonProcess.Outcome> warming = threads.submit(() -> warm("--rate", "40000"));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 60_000);
        database.execute("ALTER TABLE site.users ADD COLUMN nick VARCHAR(20) DEFAULT 'Bo'");
        DaemonProcess.Outcome outcome = warming.get();
        assertThat(outcome.status()).as(outcome.messages()).isZero();
        assertThat(daemon.log()).containsOnlyOnce("Table site.users was altered meanwhile");
        DaemonProcess.Outcome verified = DaemonProcess.executeHere("verify", "-c", file.toString());
        assertThat(verified.status()).as("%s", verified).isZero();
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatIsNamedFirstIsFilledFirstAndDownwards(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database, USERS, "query.connections=1\n");
      String before = Files.readString(file);
      Files.writeString(file, before + "warm.order=user desc, photo\n");
      Future<DaemonProcess.Outcome> warming;
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        warming = threads.submit(() -> warm("--rate", "2000"));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 4000);
        assertThat(ExampleSite.held(pools.get(0)))
            .containsKeys("user:" + (USERS - 1), "user:" + (USERS - 4000))
            .doesNotContainKeys("user:0", "photo:2", "photo:2:comments");
        daemon.kill();
      }
      assertThat(warming.get().status()).isEqualTo(1);
      Files.writeString(file, before);
      DaemonProcess.Outcome resumed = warm();
      assertThat(resumed.status()).as(resumed.messages()).isZero();
      for (TestPool pool : pools) {
        site.assertEqual(pool);
      }
    }
  }

  private static long rowsPlaced(DaemonProcess daemon) throws Exception {
    long rows = 0;
    DaemonProcess.Answer answer = daemon.get("/warm");
    if (answer.status() == 200) {
      for (JsonNode table : PhotoSite.parse(answer.body()).get("tables")) {
        rows += table.get("rows").asLong();
      }
    }
    return rows;
  }

  /** Changes, removes and brings back users until it is interrupted. */
  private static Void write(DatabaseServer database, int users) throws Exception {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      int id = (int) (i * 7919L % users);
      database.execute(
          "UPDATE site.users SET name = CONCAT('u', %d) WHERE id BETWEEN %d AND %d"
              .formatted(i, id, id + 3),
          "DELETE FROM site.users WHERE id = " + (id + 9) % users,
          "DELETE FROM site.users WHERE id = " + (id + 9 * (i % 2)) % users,
          "INSERT INTO site.users VALUES (%d, 'back %d', NULL, NULL, NOW())"
              .formatted((id + 9 * (i % 2)) % users, i));
    }
    return null;
  }

  @Test
  void aServerThatIsEmptiedMeanwhileIsFilledAgain() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      ExampleSite site = create(database);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        Future<DaemonProcess.Outcome> warming = threads.submit(() -> warm("--rate", "10000"));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 10000);
        pools.get(0).servers().get(1).restartEmpty();
        DaemonProcess.Outcome outcome = warming.get();
        assertThat(outcome.status()).as(outcome.messages()).isZero();
        awaitEqual(site);
        assertThat(daemon.log()).contains("they are filled anew");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aDaemonFillsPoolsThatAreNewToItBeforeItIsReady() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MARIADB)) {
      ExampleSite site = create(database);
      Files.writeString(file, Files.readString(file) + "warm.on.start=when-empty\n");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 0);
        daemon.kill();
      }
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        for (TestPool pool : pools) {
          site.assertEqual(pool);
        }
        assertThat(daemon.terminate()).isZero();
      }
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        assertThat(daemon.get("/warm").status()).isEqualTo(404);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aDaemonFillsPoolsThatComeUpEmpty() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      ExampleSite site = create(database);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        site.touch();
        await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pools.get(0)));
        assertThat(daemon.terminate()).isZero();
      }
      TestPool west = pools.get(1);
      west.servers().forEach(PoolServer::restartEmpty);
      Files.writeString(file, Files.readString(file) + "warm.on.start=when-empty\n");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        awaitFull(site, west);
        assertThat(daemon.log())
            .contains("Pool west is empty and is filled")
            .doesNotContain("Pool east is empty");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** What is in the pool is what a warm-up can tell: what an outbox has said is not. */
  private static void awaitFull(ExampleSite site, TestPool pool) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              SortedMap<String, JsonNode> expected = site.expected();
              expected.keySet().removeIf(key -> key.startsWith("named:"));
              assertThat(PoolComparison.of(expected, ExampleSite.held(pool)))
                  .matches(PoolComparison::isEqual);
            });
  }

  @Test
  void whatCannotBeFilledIsSaid() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      create(database);
      assertThat(warm("--pool", "eest").status()).isEqualTo(2);
      assertThat(warm("--pool", "eest").messages())
          .contains("there is no pool eest in the configuration; there are east, west");
      assertThat(warm("--transformer", "photo", "--pool", "east").status()).isZero();
      assertThat(ExampleSite.held(pools.get(0))).containsOnlyKeys("photo:2", "photo:3", "photo:4");
      assertThat(ExampleSite.held(pools.get(1))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void tablesWithoutAKeyAreReadInOneGo(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      database.execute("ALTER TABLE site.users DROP PRIMARY KEY, ADD INDEX (id)");
      Future<Void> writing = threads.submit(() -> write(database, USERS));
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        DaemonProcess.Outcome outcome = warm("--rate", "20000");
        assertThat(outcome.status()).as(outcome.messages()).isZero();
        DaemonProcess.Outcome verified = DaemonProcess.executeHere("verify", "-c", file.toString());
        assertThat(verified.status()).as("%s", verified).isZero();
        assertThat(writing.isDone()).isFalse();
        writing.cancel(true);
        awaitEqual(site);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aTableThatIsAlteredOrDroppedMeanwhileIsReadAsItIs(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      create(database);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        Future<DaemonProcess.Outcome> warming = threads.submit(() -> warm("--rate", "8000"));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 8000);
        database.execute("ALTER TABLE site.users ADD COLUMN nick VARCHAR(20) DEFAULT 'Bo'");
        DaemonProcess.Outcome outcome = warming.get();
        assertThat(outcome.status()).as(outcome.messages()).isZero();
        assertThat(daemon.log()).contains("Table site.users was altered meanwhile");
        assertThat(String.valueOf(ExampleSite.held(pools.get(0)).get("user:1")))
            .endsWith(",\"nick\":\"Bo\"}");
        warming = threads.submit(() -> warm("--rate", "8000"));
        await()
            .atMost(PATIENCE)
            .until(() -> daemon.poolStates().values().stream().allMatch("warming"::equals));
        await().atMost(PATIENCE).until(() -> rowsPlaced(daemon) > 8000);
        database.execute("DROP TABLE site.users");
        outcome = warming.get();
        assertThat(outcome.status()).as(outcome.messages()).isZero();
        assertThat(daemon.log()).contains("Table site.users is gone");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(ExampleSite.held(pools.get(0)).keySet())
                        .noneMatch(key -> key.matches("user:\\d+")));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aPoolThatIsTooSmallIsSaid() throws Exception {
    pools.add(TestPool.start("tiny", 1, () -> PoolServer.direct("-m", "2")));
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      create(database);
      DaemonProcess.Outcome outcome = warm("--pool", "tiny");
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.messages()).contains("of pool tiny drops items to make room");
      Files.writeString(file, Files.readString(file) + "warm.on.eviction=continue\n");
      assertThat(warm("--pool", "tiny").status()).isZero();
    }
  }

  @Test
  void aDatabaseThatIsBusyIsNotAskedForMore() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      create(database);
      Files.writeString(file, Files.readString(file) + "scan.max.threads.running=3\n");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin);
          Connection holder = database.connect();
          Statement lock = holder.createStatement()) {
        daemon.awaitReady();
        lock.execute("SELECT GET_LOCK('busy', 0)");
        List<Future<Void>> busy = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          busy.add(
              threads.submit(
                  () -> {
                    database.execute("SELECT GET_LOCK('busy', 600)");
                    return null;
                  }));
        }
        await().atMost(PATIENCE).until(() -> waitingForLock(lock) == 8);
        Future<DaemonProcess.Outcome> warming = threads.submit(() -> warm());
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(daemon.get("/warm").body())
                        .containsPattern("the database has \\d+ threads running"));
        lock.execute("SELECT RELEASE_LOCK('busy')");
        for (Future<Void> each : busy) {
          each.get();
        }
        assertThat(warming.get().status()).as(warming.get().messages()).isZero();
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static int waitingForLock(Statement statement) throws SQLException {
    try (ResultSet count =
        statement.executeQuery(
            "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%600%'"
                + " AND ID <> CONNECTION_ID()")) {
      count.next();
      return count.getInt(1);
    }
  }
}
