package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.TableRead;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.CommitDelay;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Replication;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are read in one go, as they were at one moment. */
class TableSnapshotIT {

  /** More than what server and driver have on their way. */
  private static final int SOME = 60_000;

  private static final int MANY = 200_000;

  private static TableSchema table(Database database, String name) throws QueryException {
    return database.tables(table -> table.toString().equals("shop." + name)).get(0);
  }

  /** A table without a key, with rows of about 300 bytes. */
  private static void createMany(DatabaseServer server, int rows, String other)
      throws SQLException {
    server.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (n INT, f " + other + ", v INT, filler VARCHAR(300))",
        "CREATE TABLE shop.digits (d INT PRIMARY KEY)",
        "INSERT INTO shop.digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
        "INSERT INTO shop.t SELECT n, 1, 0, REPEAT('x', 280) FROM"
            + " (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d + 100000 * f.d AS n"
            + " FROM shop.digits a, shop.digits b, shop.digits c, shop.digits d, shop.digits e,"
            + " shop.digits f) numbers WHERE n < "
            + rows);
  }

  private static void readAll(TableRead read, Consumer<RowImage> each) throws QueryException {
    for (List<RowImage> rows = read.next(1000); !rows.isEmpty(); rows = read.next(1000)) {
      assertThat(rows).hasSizeLessThanOrEqualTo(1000);
      rows.forEach(each);
    }
  }

  private static List<String> column(TableRead read, int column) throws QueryException {
    List<String> values = new ArrayList<>();
    readAll(read, row -> values.add(TextWriter.of(row, column)));
    return values;
  }

  private static void assertKind(QueryException failure, Kind kind) {
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
  }

  /** The threads of the server that run a query of the table. */
  private static List<Long> readers(DatabaseServer server) throws SQLException {
    List<Long> readers = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ID FROM information_schema.PROCESSLIST"
                    + " WHERE INFO LIKE '%FROM `shop`.`t`%' AND ID <> CONNECTION_ID()")) {
      while (rows.next()) {
        readers.add(rows.getLong(1));
      }
    }
    return readers;
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void noneOfTheChangesSinceIsShown(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      createMany(server, SOME, other);
      Source source = Sources.of(server, "query.timeout", "1s");
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        assertThat(database.isChunked(table)).isFalse();
        int quiet = QuietLoad.of(database);
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          boolean[] seen = new boolean[SOME];
          Consumer<RowImage> see =
              row -> {
                int number = Integer.parseInt(TextWriter.of(row, 0));
                assertThat(seen[number]).isFalse();
                seen[number] = true;
                assertThat(TextWriter.of(row, 1)).isEqualTo(other.equals("INT") ? "1" : "1.0");
                assertThat(TextWriter.of(row, 2)).isEqualTo("0");
              };
          read.next(10).forEach(see);
          server.execute(
              "DELETE FROM shop.t WHERE n % 10 = 3",
              "UPDATE shop.t SET v = 1 WHERE n > 50000", "INSERT INTO shop.t VALUES (1, 1, 1, '')");
          // longer than any other query may take
          Thread.sleep(2500);
          assertThat(readers(server)).as("it is being read").hasSize(1);
          assertThat(QuietLoad.of(database)).as("reading is no load of others").isEqualTo(quiet);
          readAll(read, see);
          assertThat(seen).doesNotContain(false);
          assertThat(read.next(10)).as("behind the end").isEmpty();
        }
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          assertThat(column(read, 2))
              .as("a later one shows them")
              .hasSize(SOME - SOME / 10 + 1)
              .contains("1");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void manyRowsTakeLittleMemory(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      createMany(server, MANY, "INT");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        long before = usedBytes();
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          long greatest = usedBytes();
          int rows = 0;
          for (int i = 0; i < 4; i++) {
            for (int at = 0; at < MANY / 5; at += 1000) {
              rows += read.next(1000).size();
            }
            greatest = Math.max(greatest, usedBytes());
          }
          assertThat(rows).isEqualTo(MANY / 5 * 4);
          assertThat(greatest - before).as("of 60 MB").isLessThan(15_000_000);
          assertThat(column(read, 0)).hasSize(MANY / 5);
        }
      }
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void itHoldsWhatTheEngineHasNotCommittedYet(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (v INT)",
          "INSERT INTO shop.t VALUES (0), (0)");
      Source source = Sources.of(server);
      CommitDelay delay = CommitDelay.of(server, Duration.ofMillis(1500));
      try (Database database = source.database();
          RecordingConsumer consumer = RecordingConsumer.of(source)) {
        TableSchema table = table(database, "t");
        delay.arm();
        CompletableFuture<Void> committed =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    server.execute("UPDATE shop.t SET v = 1");
                  } catch (SQLException e) {
                    throw new CompletionException(e);
                  }
                });
        consumer.awaitRows(2);
        try (TableRead read = database.snapshot(table, consumer.lastPosition())) {
          assertThat(column(read, 0)).containsExactly("1", "1");
        }
        committed.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aReplicaThatIsBehindIsNotBelieved(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        DatabaseServer replica = DatabaseServer.start(flavor)) {
      Replication replication = Replication.start(server, replica);
      server.execute(
          "CREATE DATABASE shop", "CREATE TABLE shop.t (v INT)", "INSERT INTO shop.t VALUES (7)");
      Source source =
          Sources.of(
              server, "query.hosts", replica.host() + ":" + replica.port(), "query.timeout", "2s");
      try (Database database = source.database()) {
        // on a busy machine the replica may need longer than that
        await()
            .ignoreExceptions()
            .until(
                () -> database.query("SELECT 1", List.of(List.of()), source.latestPosition()),
                answers -> answers.size() == 1);
        TableSchema table = table(database, "t");
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          assertThat(column(read, 0)).containsExactly("7");
        }
        replication.stopApplying();
        server.execute("UPDATE shop.t SET v = 8");
        assertThatThrownBy(() -> database.snapshot(table, source.latestPosition()))
            .isInstanceOfSatisfying(QueryException.class, e -> assertKind(e, Kind.UNANSWERED));
        replication.startApplying();
        await()
            .ignoreExceptions()
            .until(
                () -> {
                  try (TableRead read = database.snapshot(table, source.latestPosition())) {
                    return column(read, 0).equals(List.of("8"));
                  }
                });
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MYSQL, INT, KILL",
    "MYSQL, INT, KILL QUERY",
    "MARIADB, FLOAT, KILL",
    "MARIADB, INT, KILL QUERY"
  })
  void aReadingThatIsKilledIsNotTakenForTheEnd(Flavor flavor, String other, String kill)
      throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      createMany(server, SOME, other);
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          assertThat(read.next(10)).hasSize(10);
          List<Long> readers = readers(server);
          assertThat(readers).hasSize(1);
          server.execute(kill + " " + readers.get(0));
          for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> readAll(read, row -> {}))
                .isInstanceOfSatisfying(QueryException.class, e -> assertKind(e, Kind.UNANSWERED));
          }
        }
        try (TableRead read = database.snapshot(table, source.latestPosition())) {
          assertThat(column(read, 0)).as("it can be begun anew").hasSize(SOME);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MARIADB, INT"})
  void whoeverClosesItEndsItOnTheServer(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      createMany(server, SOME, other);
      Source source = Sources.of(server);
      Database database = source.database();
      TableSchema table = table(database, "t");
      try (TableRead read = database.snapshot(table, source.latestPosition())) {
        assertThat(read.next(10)).hasSize(10);
        assertThat(readers(server)).hasSize(1);
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> readers(server).isEmpty());
      TableRead read = database.snapshot(table, source.latestPosition());
      assertThat(read.next(10)).hasSize(10);
      assertThat(readers(server)).hasSize(1);
      database.close();
      await().atMost(Duration.ofSeconds(10)).until(() -> readers(server).isEmpty());
      assertThatThrownBy(() -> readAll(read, row -> {}))
          .isInstanceOfSatisfying(QueryException.class, e -> assertKind(e, Kind.UNANSWERED));
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void aTableThatIsNotWhatItWasIsNotRead(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (String change :
            List.of(
                "ADD COLUMN w INT",
                "ADD COLUMN w INT INVISIBLE",
                "DROP COLUMN v",
                "RENAME COLUMN v TO w",
                "MODIFY v INT FIRST",
                "MODIFY v BIGINT")) {
          server.execute(
              "CREATE TABLE shop.t (n INT, f " + other + ", v INT)",
              "INSERT INTO shop.t VALUES (1, 1, 1)");
          TableSchema table = table(database, "t");
          server.execute("ALTER TABLE shop.t " + change);
          assertThatThrownBy(() -> database.snapshot(table, source.latestPosition()))
              .as(change)
              .isInstanceOfSatisfying(QueryException.class, e -> assertKind(e, Kind.TABLE_CHANGED));
          server.execute("DROP TABLE shop.t");
          assertThatThrownBy(() -> database.snapshot(table, source.latestPosition()))
              .isInstanceOfSatisfying(QueryException.class, e -> assertKind(e, Kind.TABLE_GONE));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void anyTableCanBeReadSo(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.none (v INT)",
          "CREATE TABLE shop.one (v INT, w INT INVISIBLE)",
          "INSERT INTO shop.one (v, w) VALUES (1, 2)",
          "CREATE TABLE shop.members (v ENUM ('b', 'a') PRIMARY KEY)",
          "INSERT INTO shop.members VALUES ('a'), ('b')",
          "CREATE TABLE shop.inexact (v FLOAT PRIMARY KEY)",
          "INSERT INTO shop.inexact VALUES (0.1), (16777217)",
          "CREATE TABLE shop.keyed (v INT PRIMARY KEY)",
          "INSERT INTO shop.keyed VALUES (1)");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (String[] expected :
            new String[][] {
              {"none"},
              {"one", "1"},
              {"members", "b", "a"},
              {"keyed", "1"},
              {"inexact", "0.1", "1.6777216E7"}
            }) {
          TableSchema table = table(database, expected[0]);
          try (TableRead read = database.snapshot(table, source.latestPosition())) {
            List<String> values = new ArrayList<>(List.of(expected[0]));
            values.addAll(column(read, 0));
            assertThat(values).containsExactlyInAnyOrder(expected);
          }
        }
        try (TableRead read = database.snapshot(table(database, "one"), source.latestPosition())) {
          assertThat(column(read, 1)).as("invisible columns come, too").containsExactly("2");
        }
      }
    }
  }
}
