package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions that write incomplete rows into the binlog, on real servers. */
class IncompleteRowsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SESSIONS = 3;
  private static final int STATEMENTS = 250;
  private static final int STEPS = 400;

  private static final String PERSON =
      """
      transformers.person.type=row
      transformers.person.table=site.people
      transformers.person.key=person:${id}
      transformers.good.type=row
      transformers.good.table=site.people
      transformers.good.key=good:${id}
      transformers.good.where=score > 50
      transformers.good.columns=id,name
      """;

  private static final String FAMILY =
      """
      transformers.family.type=query
      transformers.family.table=site.people
      transformers.family.key=family:${parent}
      transformers.family.query=SELECT id, name FROM site.people WHERE parent = :parent ORDER BY id
      """;

  private static final String ALL = "transformers=person,good,family\n" + PERSON + FAMILY;

  private static final String ALONE = "transformers=person,good\n" + PERSON;

  @TempDir Path directory;

  private interface Scenario {
    void play(DatabaseServer database, TestPool pool, SiteConfiguration site, Path file)
        throws Exception;
  }

  private void with(Flavor flavor, String transformers, Scenario scenario, String... options)
      throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor, options);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct)) {
      new PhotoSite(database).create();
      database.execute(
          "CREATE TABLE site.people (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL, bio TEXT NULL,"
              + " doc JSON NULL, score INT NOT NULL DEFAULT 7, twice INT AS (score * 2) VIRTUAL,"
              + " thrice INT AS (score * 3) STORED, parent INT NOT NULL DEFAULT 1, KEY (parent))"
              + " DEFAULT CHARSET utf8mb4");
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      scenario.play(database, pool, site, site.write(transformers, pool));
    }
  }

  /** What the pool is to hold, by what the database holds. */
  private static SortedMap<String, JsonNode> expected(DatabaseServer database, boolean families)
      throws SQLException {
    SortedMap<String, JsonNode> items = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM site.people ORDER BY id")) {
      while (row.next()) {
        ObjectNode brief = JsonNodeFactory.instance.objectNode();
        brief.put("id", row.getInt("id")).put("name", row.getString("name"));
        ObjectNode person = brief.deepCopy();
        person.put("bio", row.getString("bio"));
        String doc = row.getString("doc");
        person.set("doc", doc == null ? null : PhotoSite.parse(doc));
        person.put("score", row.getInt("score")).put("twice", row.getInt("twice"));
        person.put("thrice", row.getInt("thrice"));
        person.put("parent", row.getInt("parent"));
        items.put("person:" + row.getInt("id"), person);
        if (row.getInt("score") > 50) {
          items.put("good:" + row.getInt("id"), brief);
        }
        if (families) {
          ((ArrayNode)
                  items.computeIfAbsent(
                      "family:" + row.getInt("parent"),
                      key -> JsonNodeFactory.instance.arrayNode()))
              .add(brief);
        }
      }
    }
    return items;
  }

  private static void awaitEqual(DatabaseServer database, TestPool pool, boolean families)
      throws SQLException {
    SortedMap<String, JsonNode> expected = expected(database, families);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(pool.items()).containsExactlyEntriesOf(expected));
  }

  /** A session that writes rows of its own, each time with another setting. */
  private static final class Session {

    private final Flavor flavor;
    private final Random random;
    private final List<Integer> ids = new ArrayList<>();
    private int next;

    Session(Flavor flavor, int number) {
      this.flavor = flavor;
      this.random = new Random(number);
      this.next = number * 100_000;
    }

    void write(DatabaseServer database, int statements) throws SQLException {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        List<String> images = images(statement);
        for (int i = 0; i < statements; i++) {
          String image = images.get(random.nextInt(images.size()));
          statement.execute("SET binlog_row_image=" + image);
          if (flavor == Flavor.MYSQL) {
            String parts = random.nextBoolean() ? "PARTIAL_JSON" : "";
            statement.execute("SET binlog_row_value_options='" + parts + "'");
          }
          statement.execute(next(image.equals("MINIMAL")));
        }
      }
    }

    /** All that the server knows: MariaDB 11.8 knows FULL_NODUP, 10.11 does not. */
    private List<String> images(Statement statement) throws SQLException {
      if (flavor == Flavor.MYSQL) {
        return List.of("FULL", "MINIMAL", "NOBLOB");
      }
      try (ResultSet known =
          statement.executeQuery(
              "SELECT ENUM_VALUE_LIST FROM information_schema.SYSTEM_VARIABLES"
                  + " WHERE VARIABLE_NAME = 'BINLOG_ROW_IMAGE'")) {
        known.next();
        return List.of(known.getString(1).split(","));
      }
    }

    /**
     * @param isMinimal whether the old parent would not be in the binlog
     */
    private String next(boolean isMinimal) {
      int value = random.nextInt(100);
      int choice = ids.isEmpty() ? 0 : random.nextInt(isMinimal ? 7 : 11);
      int id = ids.isEmpty() ? 0 : ids.get(random.nextInt(ids.size()));
      String where = " WHERE id = " + id;
      switch (choice) {
        case 0, 1 -> {
          ids.add(++next);
          return choice == 0
              ? "INSERT INTO site.people (id, name) VALUES (" + next + ", 'new')"
              : "INSERT INTO site.people (id, name, bio, doc, score, parent) VALUES (%d, 'n%d', 'b', '{\"n\": 1, \"s\": \"%s\"}', %d, %d)"
                  .formatted(next, value, "x".repeat(value), value, value % 5);
        }
        case 2 -> {
          return "UPDATE site.people SET name = 'n" + value + "'" + where;
        }
        case 3 -> {
          return "UPDATE site.people SET bio = 'b" + value + "'" + where;
        }
        case 4 -> {
          return "UPDATE site.people SET doc = JSON_SET(doc, '$.n', " + value + ")" + where;
        }
        case 5, 6 -> {
          return "UPDATE site.people SET score = " + value + where;
        }
        case 7 -> {
          return "UPDATE site.people SET parent = " + value % 5 + where;
        }
        case 8 -> {
          return "REPLACE INTO site.people (id, name) VALUES (" + id + ", 'r" + value + "')";
        }
        case 9 -> {
          return "INSERT INTO site.people (id, name) VALUES (%d, 'x') ON DUPLICATE KEY UPDATE score = %d"
              .formatted(id, value);
        }
        default -> {
          ids.remove((Integer) id);
          return "DELETE FROM site.people" + where;
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void sessionsThatToggleTheirImagesLeaveWhatTheDatabaseHolds(Flavor flavor) throws Exception {
    with(
        flavor,
        ALL,
        (database, pool, site, file) -> {
          List<Session> sessions = new ArrayList<>();
          for (int i = 1; i <= SESSIONS; i++) {
            sessions.add(new Session(flavor, i));
          }
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            write(database, sessions);
            awaitEqual(database, pool, true);
            write(database, sessions);
            daemon.kill();
          }
          write(database, sessions);
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            write(database, sessions);
            awaitEqual(database, pool, true);
            assertThat(daemon.terminate()).isZero();
          }
          assertThat(directory.resolve("state/dead-letters.jsonl")).doesNotExist();
        });
  }

  private static void write(DatabaseServer database, List<Session> sessions) throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(sessions.size());
    List<Future<?>> running = new ArrayList<>();
    for (Session session : sessions) {
      running.add(
          writers.submit(
              () -> {
                session.write(database, STATEMENTS);
                return session;
              }));
    }
    for (Future<?> each : running) {
      each.get();
    }
    writers.shutdown();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aValueThatWasReadIsNotOverwrittenByAnOlderWholeRow(Flavor flavor) throws Exception {
    with(
        flavor,
        ALONE,
        (database, pool, site, file) -> {
          database.execute("INSERT INTO site.people (id, name, score) VALUES (1, 'Ann', 0)");
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort());
              MemcachedReader reader = pool.servers().get(0).reader()) {
            daemon.awaitReady();
            ExecutorService writer = Executors.newSingleThreadExecutor();
            Future<?> writing =
                writer.submit(
                    () -> {
                      count(database);
                      return true;
                    });
            int last = 0;
            while (last < STEPS) {
              int score =
                  reader
                      .getText("person:1")
                      .map(text -> PhotoSite.parse(text).get("score").asInt())
                      .orElse(last);
              assertThat(score).isGreaterThanOrEqualTo(last);
              last = score;
              assertThat(daemon.isAlive()).isTrue();
            }
            writing.get();
            writer.shutdown();
            assertThat(daemon.terminate()).isZero();
          }
        });
  }

  /** Counts to {@link #STEPS}, in whole rows and others. */
  private static void count(DatabaseServer database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 1; i <= STEPS; i++) {
        statement.execute("SET binlog_row_image=" + (i % 3 == 0 ? "MINIMAL" : "FULL"));
        statement.execute("UPDATE site.people SET score = score + 1");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void anOldKeyThatIsNotInTheBinlogEndsTheStream(Flavor flavor) throws Exception {
    with(
        flavor,
        ALL,
        (database, pool, site, file) -> {
          database.execute("INSERT INTO site.people (id, name) VALUES (1, 'Ann')");
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            database.execute("SET GLOBAL binlog_row_image=MINIMAL");
            database.execute("DELETE FROM site.people WHERE id = 1");
            assertThat(daemon.awaitExit()).isEqualTo(1);
            assertThat(daemon.log())
                .contains(
                    "table site.people, transformer family: the row image lacks the column parent,"
                        + " which the key is made of, so that an old value cannot be removed; set"
                        + " binlog_row_image=FULL on the server and in every session, and start"
                        + " again from a position after that, with the tables warmed");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aServerThatWritesMinimalImagesIsFollowed(Flavor flavor) throws Exception {
    with(
        flavor,
        ALONE,
        (database, pool, site, file) -> {
          DaemonProcess.Outcome check = DaemonProcess.execute("check", "--config", file.toString());
          assertThat(check.status()).isZero();
          assertThat(check.output()).contains("binlog_row_image is MINIMAL: rows that do not come");
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            database.execute(
                "INSERT INTO site.people (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cid')",
                "UPDATE site.people SET score = 90 WHERE id = 1",
                "UPDATE site.people SET id = 20, name = 'Bo' WHERE id = 2",
                "DELETE FROM site.people WHERE id = 3",
                "UPDATE site.people SET bio = 'long'");
            awaitEqual(database, pool, false);
            assertThat(daemon.terminate()).isZero();
          }
        },
        "--binlog-row-image=MINIMAL");
  }

  @Test
  void whereARowCannotBeReadSafelyItsKeyIsRemoved() throws Exception {
    with(
        Flavor.MYSQL,
        ALONE,
        (database, pool, site, file) -> {
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            database.execute("INSERT INTO site.people (id, name) VALUES (1, 'Ann'), (2, 'Bob')");
            awaitEqual(database, pool, false);
            database.execute("SET GLOBAL binlog_row_image=MINIMAL");
            database.execute("UPDATE site.people SET name = 'Eve' WHERE id = 1");
            await().atMost(PATIENCE).until(() -> pool.items().keySet().equals(Set.of("person:2")));
            Path letters = directory.resolve("state/dead-letters.jsonl");
            await().atMost(PATIENCE).until(() -> Files.exists(letters));
            assertThat(Files.readString(letters))
                .contains("the row has to be read from the database, and cannot be: without GTIDs");
            assertThat(daemon.terminate()).isZero();
          }
        },
        "--gtid-mode=OFF",
        "--enforce-gtid-consistency=OFF");
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void transformsSeeWholeRows(Flavor flavor) throws Exception {
    with(
        flavor,
        ALONE
            + """
            transforms=drop
            transforms.drop.type=org.apache.kafka.connect.transforms.ReplaceField$Value
            transforms.drop.exclude=ts_ms
            """,
        (database, pool, site, file) -> {
          try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
            daemon.awaitReady();
            database.execute("SET GLOBAL binlog_row_image=MINIMAL");
            database.execute("INSERT INTO site.people (id, name) VALUES (1, 'Ann')");
            awaitEqual(database, pool, false);
            database.execute("UPDATE site.people SET name = 'Eve' WHERE id = 1");
            assertThat(daemon.awaitExit()).isEqualTo(1);
            assertThat(daemon.log())
                .contains(
                    "table site.people, transformer transforms: the row image before the change"
                        + " lacks the column name, and transforms look at whole rows");
          }
        });
  }
}
