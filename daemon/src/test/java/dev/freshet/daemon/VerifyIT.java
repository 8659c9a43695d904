package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.Soak;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code freshet verify} on real servers, over the photo site of config/. */
class VerifyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USERS = 1 << 14;
  private static final int PLANTED = 1000;
  private static final Pattern COUNT = Pattern.compile("(\\w+)=(\\d+)");

  @TempDir Path directory;

  private final Soak soak = Soak.named("verify", Duration.ofSeconds(1));

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

  private ExampleSite create(DatabaseServer database, String more) throws Exception {
    return create(database, more, USERS);
  }

  private ExampleSite create(DatabaseServer database, String more, int users) throws Exception {
    ExampleSite site = new ExampleSite(database);
    site.create();
    assertThat(site.configure(directory, admin, pools, more)).isEqualTo(file);
    site.fill(users);
    return site;
  }

  private DaemonProcess.Outcome run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, "-c", file.toString()));
    arguments.addAll(List.of(more));
    return DaemonProcess.executeHere(arguments.toArray(String[]::new));
  }

  private void fillPools() {
    DaemonProcess.Outcome warm = run("warm");
    assertThat(warm.status()).as(warm.messages()).isZero();
  }

  /** The counts of a pool and transformer, as the command shows them. */
  private static Map<String, Integer> counts(DaemonProcess.Outcome outcome, String of) {
    String line =
        outcome
            .output()
            .lines()
            .filter(each -> each.startsWith(of + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + of + " in " + outcome));
    Map<String, Integer> counts = new HashMap<>();
    Matcher pairs = COUNT.matcher(line);
    while (pairs.find()) {
      counts.put(pairs.group(1), Integer.valueOf(pairs.group(2)));
    }
    return counts;
  }

  private static Map<String, Integer> differences(
      int checked, int missing, int different, int surplus, int repaired) {
    return Map.of(
        "checked",
        checked,
        "missing",
        missing,
        "different",
        different,
        "surplus",
        surplus,
        "repaired",
        repaired);
  }

  /** Does something to keys on the servers that the pool's distribution puts them on. */
  private void plant(TestPool pool, List<String> keys, BiConsumer<MemcachedReader, String> what) {
    List<String> arguments = new ArrayList<>(List.of("route", "-c", file.toString()));
    arguments.addAll(keys);
    Map<String, MemcachedReader> readers = new HashMap<>();
    pool.servers().forEach(server -> readers.put(server.address(), server.reader()));
    DaemonProcess.executeHere(arguments.toArray(String[]::new))
        .output()
        .lines()
        .map(line -> List.of(line.split("\t", -1)))
        .filter(parts -> parts.get(0).equals(pool.name()))
        .forEach(parts -> what.accept(readers.get(parts.get(2)), parts.get(1)));
    readers.values().forEach(MemcachedReader::close);
  }

  private static List<String> users(int from, int count) {
    return IntStream.range(from, from + count).mapToObj(id -> "user:" + id).toList();
  }

  private void plantEachKind(TestPool pool) {
    plant(pool, users(0, PLANTED), MemcachedReader::delete);
    plant(
        pool,
        users(PLANTED, PLANTED),
        (reader, key) -> reader.set(key, "{\"id\":0,\"name\":\"someone else\"}"));
    plant(pool, users(USERS, PLANTED), (reader, key) -> reader.set(key, "{\"id\":1}"));
    // what the application keeps for itself is nobody's
    plant(
        pool,
        List.of("user:abc", "session:1", "photo:7:likes"),
        (reader, key) -> reader.set(key, "\"its own\""));
  }

  private static void removeOwn(TestPool pool) {
    for (PoolServer server : pool.servers()) {
      try (MemcachedReader reader = server.reader()) {
        for (String key : List.of("user:abc", "session:1", "photo:7:likes")) {
          if (reader.get(key).isPresent()) {
            reader.delete(key);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatIsPlantedIsFoundAndMendedWhileRowsChange(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database, "");
      fillPools();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        Future<Void> writing = threads.submit(() -> write(database));
        long end = System.nanoTime() + soak.length().toNanos();
        int runs = 0;
        do {
          DaemonProcess.Outcome clean = run("verify");
          assertThat(clean.status()).as("%s", clean).isZero();
          assertThat(counts(clean, "pool=west transformer=user").get("checked"))
              .isBetween(USERS - 10, USERS + 10);
          runs++;
        } while (System.nanoTime() < end);
        plantEachKind(pools.get(0));
        DaemonProcess.Outcome found = run("verify");
        assertThat(found.status()).as("%s", found).isEqualTo(1);
        assertThat(counts(found, "pool=east transformer=user"))
            .containsEntry("missing", PLANTED)
            .containsEntry("different", PLANTED)
            .containsEntry("surplus", PLANTED)
            .containsEntry("repaired", 0);
        assertThat(counts(found, "pool=west transformer=user"))
            .containsEntry("missing", 0)
            .containsEntry("different", 0)
            .containsEntry("surplus", 0);
        assertThat(found.messages())
            .contains("pool=east transformer=user example=surplus key=user:1");
        DaemonProcess.Outcome mended = run("verify", "--repair");
        assertThat(mended.status()).as("%s", mended).isZero();
        assertThat(counts(mended, "pool=east transformer=user"))
            .containsEntry("repaired", 3 * PLANTED);
        assertThat(run("verify").status()).isZero();
        soak.tell(
            "verify: %s: nothing found in %d runs while rows changed, %d of each kind that were planted, and none was left"
                .formatted(flavor, runs, PLANTED));
        assertThat(writing.isDone()).isFalse();
        writing.cancel(true);
        assertThat(ExampleSite.held(pools.get(0))).containsKeys("user:abc", "session:1");
        removeOwn(pools.get(0));
        for (TestPool pool : pools) {
          await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pool));
        }
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** Changes, removes and brings back users behind those that are planted. */
  private static Void write(DatabaseServer database) throws Exception {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      int id = 3 * PLANTED + (int) (i * 7919L % (USERS - 4 * PLANTED));
      database.execute(
          "UPDATE site.users SET name = CONCAT('u', %d) WHERE id BETWEEN %d AND %d"
              .formatted(i, id, id + 3),
          "DELETE FROM site.users WHERE id = " + (id + 9),
          "REPLACE INTO site.users VALUES (%d, 'back %d', NULL, NULL, NOW())".formatted(id + 9, i));
    }
    return null;
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void withoutADaemonItIsReadOnlyUnlessItMends(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database, "");
      fillPools();
      assertThat(run("verify").output())
          .contains(
              "pool=east transformer=user checked=%d missing=0 different=0 surplus=0 repaired=0\n"
                  .formatted(USERS),
              "pool=west transformer=photo_page checked=3 missing=0 different=0 surplus=0 repaired=0\n",
              "pool=west transformer=outbox checked=0 missing=0 different=0 surplus=0 repaired=0\n");
      database.execute(
          "UPDATE site.users SET name = 'Eve' WHERE id = 7",
          "INSERT INTO site.users VALUES (%d, 'Zoe', NULL, NULL, NOW())".formatted(USERS + 7),
          "DELETE FROM site.users WHERE id = 8",
          "UPDATE site.comments SET text = 'oh' WHERE id = 1");
      DaemonProcess.Outcome behind = run("verify");
      assertThat(behind.status()).isEqualTo(1);
      for (TestPool pool : pools) {
        assertThat(counts(behind, "pool=" + pool.name() + " transformer=user"))
            .isEqualTo(differences(USERS + 1, 1, 1, 1, 0));
        assertThat(counts(behind, "pool=" + pool.name() + " transformer=photo_page"))
            .isEqualTo(differences(3, 0, 1, 0, 0));
      }
      // brings the pools up to date by the changes, so that nothing is left to mend
      DaemonProcess.Outcome mended = run("verify", "--repair");
      assertThat(mended.status()).as("%s", mended).isZero();
      for (TestPool pool : pools) {
        site.assertEqual(pool);
      }
    }
  }

  @Test
  void aSampleIsAShareOfTheKeys() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      create(database, "");
      fillPools();
      plant(pools.get(0), users(USERS, PLANTED), (reader, key) -> reader.set(key, "1"));
      DaemonProcess.Outcome outcome =
          run("verify", "--sample", "25", "--transformer", "user", "--output", "json");
      assertThat(outcome.status()).isEqualTo(1);
      JsonNode json = PhotoSite.parse(outcome.output());
      assertThat(json.get("state").asText()).isEqualTo("DONE");
      JsonNode east = json.get("findings").get(0);
      assertThat(east.get("pool").asText()).isEqualTo("east");
      assertThat(east.get("checked").asInt()).isBetween(USERS / 5, (USERS + PLANTED) / 3);
      assertThat(east.get("surplus").asInt()).isBetween(PLANTED / 6, PLANTED / 3);
      assertThat(east.get("examples").get("SURPLUS")).hasSize(5);
      assertThat(run("verify", "--sample", "0").status()).isEqualTo(2);
    }
  }

  @Test
  void aPoolThatCannotBeReadIsSaid() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MARIADB)) {
      create(database, "");
      fillPools();
      pools.get(1).servers().get(0).process().kill();
      DaemonProcess.Outcome outcome = run("verify", "--transformer", "photo");
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.messages()).contains("why=\"pool west cannot be ");
      assertThat(counts(outcome, "pool=east transformer=photo"))
          .isEqualTo(differences(3, 0, 0, 0, 0));
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aDaemonMendsWhatIsWrongByItself(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      create(database, "verify.interval=10s\n");
      fillPools();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        plant(pools.get(0), users(5, 10), (reader, key) -> reader.set(key, "{\"id\":0}"));
        plant(pools.get(1), users(USERS, 10), (reader, key) -> reader.set(key, "{\"id\":0}"));
        plant(pools.get(1), users(20, 10), MemcachedReader::delete);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(daemon.get("/metrics").body())
                        .containsPattern("freshet_verify_stale_total\\{.*\"east\".* 10\\.0")
                        .containsPattern("freshet_verify_stale_total\\{.*\"west\".* 10\\.0")
                        .containsPattern("freshet_verify_repaired_total\\{.*\"west\".* 10\\.0")
                        .containsPattern("freshet_verify_missing_total\\{.*\"west\".* [1-9]0\\.0"));
        Map<String, Integer> west = counts(run("verify"), "pool=west transformer=user");
        assertThat(west).isEqualTo(differences(USERS, 10, 0, 0, 0));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatEmptiedTablesLeaveBehindIsRemoved(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database, "", 1 << 11);
      fillPools();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        plant(pools.get(0), List.of("user:abc"), (reader, key) -> reader.set(key, "\"its own\""));
        database.execute(
            "TRUNCATE site.users",
            "INSERT INTO site.users VALUES (5, 'new', NULL, NULL, NOW())",
            "DROP TABLE site_1.photos",
            "CREATE TABLE site_1.photos LIKE site_0.photos",
            "TRUNCATE site.comments");
        await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pools.get(1)));
        assertThat(ExampleSite.held(pools.get(0))).containsKeys("user:5", "user:abc");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }
}
