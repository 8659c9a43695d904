package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that are filled with the keys that {@code warm.query} tells, on real servers. */
class WarmQueryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARENTS = 20_000;
  private static final int WITH_ITEMS = 15_000;

  /** Every tenth is popular. */
  private static final int POPULAR_WITH_ITEMS = 1_500;

  private static final String TRANSFORMERS =
      """
      transformers=list,total
      transformers.list.type=query
      transformers.list.table=site.items
      transformers.list.key=list:${parent}
      transformers.list.query=SELECT id FROM site.items WHERE parent = :parent ORDER BY id
      transformers.list.warm.query=\
        SELECT popular, id AS parent FROM site.parents WHERE popular = 1 ORDER BY id DESC
      transformers.total.type=query
      transformers.total.table=site.items
      transformers.total.key=total:${parent}
      transformers.total.query=SELECT COUNT(*) AS n FROM site.items WHERE parent = :parent
      transformers.total.result=scalar
      transformers.total.warm.query=SELECT id AS Parent FROM site.parents
      """;

  @TempDir Path directory;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static void create(DatabaseServer database) throws Exception {
    new PhotoSite(database).create();
    database.execute(
        "CREATE TABLE site.items (id INT PRIMARY KEY, parent INT NOT NULL, KEY (parent))",
        "CREATE TABLE site.parents (id INT PRIMARY KEY, popular INT NOT NULL)",
        "INSERT INTO site.parents VALUES (0, 0)");
    for (int rows = 1; rows < PARENTS; rows *= 2) {
      database.execute(
          "INSERT INTO site.parents SELECT id + %d, 0 FROM site.parents WHERE id + %d < %d"
              .formatted(rows, rows, PARENTS));
    }
    database.execute(
        "UPDATE site.parents SET popular = id % 10 = 0",
        "INSERT INTO site.items SELECT id, id FROM site.parents WHERE id < " + WITH_ITEMS,
        "INSERT INTO site.items SELECT id + 100000, id FROM site.parents WHERE id < " + WITH_ITEMS);
  }

  private static DaemonProcess.Outcome execute(String command, Path file, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = command;
    arguments[1] = "-c";
    arguments[2] = file.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return DaemonProcess.executeHere(arguments);
  }

  private static void assertTrue(Path file) {
    DaemonProcess.Outcome verified = execute("verify", file);
    assertThat(verified.status()).as("%s", verified).isZero();
  }

  private static long held(MemcachedReader reader, String prefix) {
    return reader.dumpKeys().stream().filter(key -> key.startsWith(prefix)).count();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatTheQueryTellsIsFilledAndComparedAndNothingElseIsMissed(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      create(database);
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(TRANSFORMERS, pool);
      DaemonProcess.Outcome checked = execute("check", file);
      assertThat(checked.status()).as("%s", checked).isZero();
      assertThat(checked.output())
          .contains(
              "transformer list.warm.query: the query can be run, and returns all of the key");
      DaemonProcess.Outcome warm = execute("warm", file);
      assertThat(warm.status()).as("%s", warm).isZero();
      assertThat(held(reader, "list:")).isEqualTo(POPULAR_WITH_ITEMS);
      assertThat(held(reader, "total:")).isEqualTo(PARENTS);
      assertThat(reader.getText("list:10")).contains("[{\"id\":10},{\"id\":100010}]");
      assertThat(reader.getText("total:" + (PARENTS - 1))).contains("0");
      assertTrue(file);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        database.execute("UPDATE site.items SET parent = 17 WHERE id = 18");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(reader.getText("list:17"))
                        .contains("[{\"id\":17},{\"id\":18},{\"id\":100017}]"));
        assertTrue(file);
        reader.set("list:17", "[]");
        reader.set("total:20", "7");
        reader.delete("list:30");
        reader.set("list:" + (WITH_ITEMS + 1), "[]");
        DaemonProcess.Outcome verified = execute("verify", file, "--repair");
        assertThat(verified.output())
            .containsPattern("transformer=list .* missing=1 different=1 surplus=1 repaired=3")
            .containsPattern(
                "transformer=total checked=20000 missing=0 different=1 surplus=0 repaired=1");
        assertThat(reader.getText("list:17")).contains("[{\"id\":17},{\"id\":18},{\"id\":100017}]");
        assertTrue(file);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void changesMeanwhileWinAndAnInterruptedOneIsDoneToTheEnd(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      create(database);
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(TRANSFORMERS, pool);
      Future<Void> writing = threads.submit(() -> write(database));
      Future<DaemonProcess.Outcome> warming;
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        warming = threads.submit(() -> execute("warm", file, "--rate", "6000"));
        await().atMost(PATIENCE).until(() -> placed(daemon, "total.warm.query") > 6000);
        daemon.kill();
      }
      assertThat(warming.get().status()).isEqualTo(1);
      assertThat(held(reader, "total:")).isLessThan(PARENTS);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        DaemonProcess.Outcome resumed = execute("warm", file);
        assertThat(resumed.status()).as("%s", resumed).isZero();
        assertThat(placed(daemon, "total.warm.query")).isEqualTo(PARENTS);
        assertThat(writing.isDone()).isFalse();
        assertTrue(file);
        writing.cancel(true);
        assertTrue(file);
        assertThat(held(reader, "total:")).isEqualTo(PARENTS);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static long placed(DaemonProcess daemon, String name) throws Exception {
    DaemonProcess.Answer answer = daemon.get("/warm");
    if (answer.status() == 200) {
      for (JsonNode part : PhotoSite.parse(answer.body()).get("tables")) {
        if (part.get("table").asText().equals(name)) {
          return part.get("rows").asLong();
        }
      }
    }
    return 0;
  }

  /** Moves, removes and brings back items until it is interrupted. */
  private static Void write(DatabaseServer database) throws Exception {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      int id = (int) (i * 7919L % WITH_ITEMS);
      database.execute(
          "UPDATE site.items SET parent = %d WHERE id = %d".formatted((id + 3) % PARENTS, id),
          "DELETE FROM site.items WHERE id = " + (id + 100000),
          "REPLACE INTO site.items VALUES (%d, %d)".formatted(id + 200000, id));
    }
    return null;
  }
}
