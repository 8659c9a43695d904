package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While the definition of a table changes again and again, in every way, and rows are written, the
 * daemon goes on; and whenever all is quiet, each key of the pools equals the database.
 */
class SchemaChangesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int WRITERS = 2;
  private static final int LOG_TAIL = 5000;

  private static final String TRANSFORMERS =
      """
      transformers=item,label,other
      transformers.item.type=row
      transformers.item.table=shop.items
      transformers.item.key=item:${id}
      transformers.label.type=row
      transformers.label.table=shop.items
      transformers.label.key=label:${id}
      transformers.label.columns=id,label
      transformers.other.type=row
      transformers.other.table=shop.others
      transformers.other.key=other:${id}
      """;

  @TempDir Path directory;

  private final Soak soak = Soak.named("schema-changes", Duration.ofSeconds(1));
  private final ReentrantReadWriteLock peace = new ReentrantReadWriteLock(true);
  private final AtomicLong written = new AtomicLong();
  private long compared;

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void noChangeOfATablesDefinitionLeavesAWrongValue(Flavor flavor) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 2, PoolServer::direct);
        TestPool west = TestPool.start("west", 1, PoolServer::direct)) {
      create(database);
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(TRANSFORMERS, east, west);
      try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort())) {
        daemon.awaitReady();
        List<Future<Void>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
          writers.add(threads.submit(new ItemWriter(database, i, peace, written)));
        }
        int changes;
        try {
          changes = change(database, writers, List.of(east, west));
        } catch (ConditionTimeoutException e) {
          throw new AssertionError(String.join("\n", tail(daemon.log()), tail(deadLetters())), e);
        }
        threads.shutdownNow();
        for (Future<Void> writer : writers) {
          writer.get();
        }
        daemon.awaitReady();
        assertThat(deadLetters())
            .contains("names the column label, which the table shop.items does not have")
            .doesNotContain("\"key\":\"other:");
        assertThat(daemon.terminate()).isZero();
        soak.tell(
            "schema-changes on %s %s: %d changes of the definition, %d statements meanwhile, %d keys compared, 0 wrong"
                .formatted(
                    flavor.displayName(), database.version(), changes, written.get(), compared));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private String deadLetters() throws IOException {
    Path file = directory.resolve("state/dead-letters.jsonl");
    return Files.exists(file) ? Files.readString(file) : "no dead letters";
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - LOG_TAIL));
  }

  private static void create(DatabaseServer database) throws SQLException {
    SchemaChanger.create(database);
    database.execute(
        "CREATE TABLE shop.others (id INT PRIMARY KEY, n INT)",
        "INSERT INTO shop.others VALUES (1, 0)",
        "CREATE USER freshet IDENTIFIED BY 'stream-pass'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO freshet");
  }

  private int change(DatabaseServer database, List<Future<Void>> writers, List<TestPool> pools)
      throws Exception {
    SchemaChanger changer = new SchemaChanger(database, 7);
    long end = System.nanoTime() + soak.length().dividedBy(Flavor.values().length).toNanos();
    int changes = 0;
    try {
      do {
        for (int i = 0; i < changer.kinds(); i++) {
          awaitWrites(writers, 50);
          String change = changer.change(changes++);
          awaitWrites(writers, 20);
          if (soak.isLong() || i % 4 == 3) {
            compareInPeace(database, pools, change);
          }
        }
      } while (System.nanoTime() < end);
    } finally {
      changer.close();
    }
    return changes;
  }

  private void awaitWrites(List<Future<Void>> writers, int count) {
    long enough = written.get() + count;
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> written.get() >= enough || writers.stream().anyMatch(Future::isDone));
    assertThat(writers).noneMatch(Future::isDone);
  }

  private void compareInPeace(DatabaseServer database, List<TestPool> pools, String change)
      throws Exception {
    peace.writeLock().lock();
    try {
      // the other table shows that it is not held up
      database.execute("UPDATE shop.others SET n=n+1");
      SortedMap<String, JsonNode> expected = expected(database);
      for (TestPool pool : pools) {
        await(pool.name() + " after: " + change)
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(100))
            .untilAsserted(() -> assertHoldsNothingWrong(expected, pool.items()));
        compared += expected.size();
      }
    } finally {
      peace.writeLock().unlock();
    }
  }

  /** A label may be missing where the column was, for a while; all else has to be there. */
  private static void assertHoldsNothingWrong(
      SortedMap<String, JsonNode> expected, SortedMap<String, JsonNode> held) {
    PoolComparison comparison = PoolComparison.of(expected, held);
    assertThat(comparison.hasNothingWrong()).as("%s", comparison).isTrue();
    assertThat(comparison.missing()).allMatch(key -> key.startsWith("label:"));
  }

  private static SortedMap<String, JsonNode> expected(DatabaseServer database) throws SQLException {
    TreeMap<String, JsonNode> expected = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      Map<String, String> sources =
          Map.of(
              "item", object(statement, "items"),
              "label", "JSON_OBJECT('id', id, 'label', label) FROM shop.items",
              "other", object(statement, "others"));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        try (var row = statement.executeQuery("SELECT id, " + source.getValue())) {
          while (row.next()) {
            expected.put(source.getKey() + ":" + row.getInt(1), PhotoSite.parse(row.getString(2)));
          }
        }
      }
    }
    return expected;
  }

  private static String object(Statement statement, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (var row =
        statement.executeQuery(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='shop' AND"
                + " TABLE_NAME='"
                + table
                + "' ORDER BY ORDINAL_POSITION")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names.stream()
        .map(name -> "'" + name + "', " + name)
        .collect(Collectors.joining(", ", "JSON_OBJECT(", ") FROM shop." + table));
  }
}
