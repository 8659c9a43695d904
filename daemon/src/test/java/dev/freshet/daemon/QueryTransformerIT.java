package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Objects that a query reads, on real servers: what makes them be read, and what goes wrong. */
class QueryTransformerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WRITERS = 4;
  private static final int ROWS_EACH = 2500;
  private static final String SECRET = "swordfish";

  private static final String TRANSFORMERS =
      """
      transformers=list,total,bad
      query.timeout=3s
      transformers.list.type=query
      transformers.list.table=site.items
      transformers.list.key=list:${parent}
      transformers.list.query=SELECT id, text FROM site.items WHERE parent = :parent ORDER BY id
      transformers.total.type=query
      transformers.total.table=site.items
      transformers.total.key=total:${parent}
      transformers.total.query=\
        SELECT SUM(id) AS total, MAX(weight) AS heaviest FROM site.items WHERE parent = :parent \
        HAVING COUNT(*) > 0
      transformers.total.result=object
      transformers.bad.type=query
      transformers.bad.table=site.troubles
      transformers.bad.key=bad:${id}
      transformers.bad.query=\
        SELECT IF(kind = 'slow', \
        (SELECT COUNT(*) FROM site.troubles t WHERE SLEEP(2 + t.id) = 9), \
        IF(kind = 'refused', (SELECT 1 UNION SELECT 2), \
        IF(kind = 'large', REPEAT(kind, 400000), kind))) AS v FROM site.troubles WHERE id = :id
      transformers.bad.result=scalar
      """;

  @TempDir Path directory;

  private void with(Flavor flavor, Scenario scenario) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      new PhotoSite(database).create();
      database.execute(
          "CREATE TABLE site.items (id INT PRIMARY KEY, parent INT NULL, text VARCHAR(20) NOT NULL,"
              + " weight FLOAT NOT NULL, KEY (parent))",
          "CREATE TABLE site.troubles (id INT PRIMARY KEY, kind VARCHAR(20) NOT NULL)");
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(TRANSFORMERS, pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        scenario.play(database, daemon, reader, file);
        assertThat(daemon.log()).doesNotContain(SECRET);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private interface Scenario {
    void play(DatabaseServer database, DaemonProcess daemon, MemcachedReader reader, Path file)
        throws Exception;
  }

  private static void awaitText(MemcachedReader reader, String key, String text) {
    await(key)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(reader.getText(key)).as(key).contains(text));
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void rowsThatMoveLeaveBothParentsRight(Flavor flavor) throws Exception {
    with(
        flavor,
        (database, daemon, reader, file) -> {
          database.execute(
              "INSERT INTO site.items VALUES (1, 7, 'one', 0.1), (2, 7, 'two', 16777216),"
                  + " (3, 8, 'three', 3)");
          awaitText(reader, "list:7", "[{\"id\":1,\"text\":\"one\"},{\"id\":2,\"text\":\"two\"}]");
          awaitText(reader, "total:7", "{\"total\":3,\"heaviest\":16777216.0}");
          database.execute("UPDATE site.items SET parent = 8 WHERE id = 2");
          awaitText(reader, "list:7", "[{\"id\":1,\"text\":\"one\"}]");
          awaitText(reader, "total:7", "{\"total\":1,\"heaviest\":0.1}");
          awaitText(
              reader, "list:8", "[{\"id\":2,\"text\":\"two\"},{\"id\":3,\"text\":\"three\"}]");
          try (Connection connection = database.connect();
              Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE site.items SET parent = 9 WHERE id = 1");
            statement.execute("UPDATE site.items SET parent = 7 WHERE parent = 8");
            statement.execute("UPDATE site.items SET parent = 8 WHERE id = 3");
            statement.execute("DELETE FROM site.items WHERE id = 1");
            connection.commit();
          }
          awaitText(reader, "list:7", "[{\"id\":2,\"text\":\"two\"}]");
          awaitText(reader, "list:8", "[{\"id\":3,\"text\":\"three\"}]");
          await().atMost(PATIENCE).until(() -> reader.getText("list:9").isEmpty());
          database.execute("DELETE FROM site.items");
          await().atMost(PATIENCE).until(() -> reader.dumpKeys().isEmpty());
        });
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aBurstUnderOneParentIsReadFewTimes(Flavor flavor) throws Exception {
    with(
        flavor,
        (database, daemon, reader, file) -> {
          ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
          List<Future<Void>> running = new ArrayList<>();
          for (int i = 0; i < WRITERS; i++) {
            running.add(writers.submit(inserts(database, i * ROWS_EACH)));
          }
          for (Future<Void> each : running) {
            each.get();
          }
          writers.shutdown();
          long sum = (long) WRITERS * ROWS_EACH * (WRITERS * ROWS_EACH - 1) / 2;
          awaitText(reader, "total:1", "{\"total\":%d,\"heaviest\":2.0}".formatted(sum));
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      reader
                          .getText("list:1")
                          .orElse("")
                          .endsWith(",{\"id\":9999,\"text\":\"x\"}]"));
          double lookups = metric(daemon, "freshet_lookups_total");
          System.out.println(
              "burst: %s: 10000 changes under 1 parent, %.0f reloads of 2 objects"
                  .formatted(flavor.displayName(), lookups));
          assertThat(lookups / 2).as("reloads of each object").isLessThan(100);
        });
  }

  private static Callable<Void> inserts(DatabaseServer database, int first) {
    return () -> {
      try (Connection connection = database.connect();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO site.items VALUES (?, 1, 'x', 2)")) {
        for (int i = 0; i < ROWS_EACH; i++) {
          insert.setInt(1, first + i);
          insert.executeUpdate();
        }
      }
      return null;
    };
  }

  private static double metric(DaemonProcess daemon, String name) throws Exception {
    return daemon.metric(name, "[^}]*").orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatCannotBeReadIsRemovedAndRecorded(Flavor flavor) throws Exception {
    with(
        flavor,
        (database, daemon, reader, file) -> {
          database.execute(
              "INSERT INTO site.troubles VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
          awaitText(reader, "bad:4", "\"d\"");
          database.execute(
              "UPDATE site.troubles SET kind = CASE id WHEN 1 THEN 'slow' WHEN 2 THEN 'refused'"
                  + " WHEN 3 THEN 'large' ELSE 'fine' END");
          awaitText(reader, "bad:4", "\"fine\"");
          await()
              .atMost(PATIENCE)
              .untilAsserted(() -> assertThat(letters()).as(daemon.log()).hasSize(3));
          assertThat(reader.dumpKeys()).containsExactly("bad:4");
          assertThat(letters())
              .extracting(
                  letter ->
                      letter.get("key").asText()
                          + " "
                          + letter.get("reason").asText().replaceAll(".*: ", ""))
              .anyMatch(line -> line.equals("bad:1 the query took longer than query.timeout"))
              .anyMatch(line -> line.startsWith("bad:2 the query failed with error 1242"))
              .anyMatch(line -> line.startsWith("bad:3 "));
          database.execute("INSERT INTO site.items VALUES (1, NULL, '" + SECRET + "', 1)");
          await().atMost(PATIENCE).until(() -> letters().size() == 5);
          database.execute("INSERT INTO site.items VALUES (2, 5, 'after', 1)");
          awaitText(reader, "list:5", "[{\"id\":2,\"text\":\"after\"}]");
          assertThat(metric(daemon, "freshet_dead_letters_total")).isEqualTo(5);
        });
  }

  @Test
  void withoutGtidsItIsRefused() throws Exception {
    try (DatabaseServer database =
            DatabaseServer.start(
                Flavor.MYSQL, "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
        TestPool pool = TestPool.start("east", 1, PoolServer::direct)) {
      new PhotoSite(database).create();
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file = site.write(TRANSFORMERS, pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.log())
            .contains("(list, total, bad) cannot be had")
            .contains("gtid_mode=ON");
      }
    }
  }

  private List<JsonNode> letters() throws Exception {
    Path file = directory.resolve("state/dead-letters.jsonl");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(PhotoSite::parse).toList()
        : List.of();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void checkAndTryTellWhatWouldHappen(Flavor flavor) throws Exception {
    with(
        flavor,
        (database, daemon, reader, file) -> {
          database.execute("INSERT INTO site.items VALUES (1, 7, 'one', 0.5)");
          awaitText(reader, "list:7", "[{\"id\":1,\"text\":\"one\"}]");
          DaemonProcess.Outcome check = DaemonProcess.execute("check", "--config", file.toString());
          assertThat(check.status()).as(check.output() + check.messages()).isZero();
          assertThat(check.output())
              .contains("transformer list: fits site.items")
              .contains("transformer list query: the query can be run, and reads by index");

          DaemonProcess.Outcome tried =
              DaemonProcess.execute(
                  "try",
                  "-c",
                  file.toString(),
                  "--table",
                  "site.items",
                  "--before",
                  "{\"id\": 1, \"parent\": 7, \"text\": \"one\"}",
                  "--row",
                  "{\"id\": 1, \"parent\": 8, \"text\": \"one\"}");
          assertThat(tried.status()).as(tried.messages()).isZero();
          assertThat(tried.output().lines())
              .containsExactly(
                  "list\tset\tlist:7\t0\t0\t[{\"id\":1,\"text\":\"one\"}]",
                  "list\tdelete\tlist:8",
                  "total\tset\ttotal:7\t0\t0\t{\"total\":1,\"heaviest\":0.5}",
                  "total\tdelete\ttotal:8");

          DaemonProcess.Outcome mistyped =
              DaemonProcess.execute(
                  "try", "-c", file.toString(), "--table", "site.items", "--row", "{\"parnt\": 8}");
          assertThat(mistyped.status()).as(mistyped.messages()).isEqualTo(2);
          assertThat(mistyped.messages()).contains("did you mean parent?");

          database.execute("DROP TABLE site.troubles", "ALTER TABLE site.items DROP KEY parent");
          DaemonProcess.Outcome wrong = DaemonProcess.execute("check", "--config", file.toString());
          assertThat(wrong.status()).as(wrong.output()).isEqualTo(1);
          assertThat(wrong.output())
              .contains("transformer bad: maps no table that there is")
              .contains("the query reads all of items for each key");
        });
  }
}
