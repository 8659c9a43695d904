package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.freshet.api.change.Column;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.TableChunk;
import dev.freshet.api.spi.TableRange;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are read some rows at a time, while they stay what they are and while not. */
class TableChunkIT {

  private static TableSchema table(Database database, String name) throws QueryException {
    return database.tables(table -> table.toString().equals("shop." + name)).get(0);
  }

  /** All rows, a line each. */
  private static List<String> lines(TableSchema table, List<RowImage> rows) {
    return rows.stream()
        .map(
            row ->
                String.join(
                    " ",
                    IntStream.range(0, table.columns().size())
                        .mapToObj(column -> TextWriter.of(row, column))
                        .toList()))
        .toList();
  }

  private static List<RowImage> read(Source source, Database database, TableSchema table, int most)
      throws Exception {
    List<RowImage> rows = new ArrayList<>();
    String after = null;
    do {
      TableChunk chunk = database.chunk(table, after, most, source.latestPosition());
      assertThat(chunk.rows()).hasSizeLessThanOrEqualTo(most);
      rows.addAll(chunk.rows());
      after = chunk.end();
    } while (after != null);
    return rows;
  }

  private static void assertKind(ThrowingCallable read, Kind kind, String what) {
    Throwable failure = catchThrowable(read);
    assertThat(failure).as(what).isInstanceOf(QueryException.class);
    assertThat(((QueryException) failure).kind()).as(what + ": " + failure).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void everyRowComesOnceInTheOrderOfTheKey(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (a VARCHAR(9), f " + other + ", b INT, PRIMARY KEY (b, a))");
      List<String> expected = new ArrayList<>();
      StringBuilder rows = new StringBuilder("INSERT INTO shop.t VALUES ('a', 0, -1)");
      expected.add("a " + (other.equals("FLOAT") ? "0.0" : "0") + " -1");
      for (int b = 0; b < 10; b++) {
        for (int a = 0; a < 5; a++) {
          rows.append(", ('n%d', 1, %d)".formatted(a, b));
          expected.add("n%d %s %d".formatted(a, other.equals("FLOAT") ? "1.0" : "1", b));
        }
      }
      server.execute(rows.toString());
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        assertThat(database.isChunked(table)).isTrue();
        for (int most : new int[] {3, 7, 17, 51, 100}) {
          assertThat(lines(table, read(source, database, table, most))).isEqualTo(expected);
        }
      }
    }
  }

  private static List<RowImage> read(
      Source source, Database database, TableSchema table, TableRange range, int most)
      throws Exception {
    List<RowImage> rows = new ArrayList<>();
    String after = range.after();
    do {
      TableRange left = new TableRange(after, range.until(), range.descending());
      TableChunk chunk = database.chunkOf(table, left, most, source.latestPosition());
      rows.addAll(chunk.rows());
      after = chunk.end();
    } while (after != null);
    return rows;
  }

  /** The rows of all ranges between some cuts, one range after the other. */
  private static List<String> inRanges(
      Source source, Database database, TableSchema table, List<String> cuts, boolean descending)
      throws Exception {
    List<String> ends = new ArrayList<>(cuts);
    if (descending) {
      Collections.reverse(ends);
    }
    List<RowImage> rows = new ArrayList<>();
    String after = null;
    for (String until : ends) {
      List<RowImage> range =
          read(source, database, table, new TableRange(after, until, descending), 97);
      assertThat(range).as("%s %s", table.table(), ends).isNotEmpty();
      rows.addAll(range);
      after = until;
    }
    rows.addAll(read(source, database, table, new TableRange(after, null, descending), 97));
    return lines(table, rows);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aTableIsCutIntoRangesAndReadInEitherDirection(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.numbers (id BIGINT UNSIGNED PRIMARY KEY)",
          "INSERT INTO shop.numbers VALUES (0)");
      for (int rows = 1; rows < 4096; rows *= 2) {
        server.execute("INSERT INTO shop.numbers SELECT id + %d FROM shop.numbers".formatted(rows));
      }
      server.execute(
          "CREATE TABLE shop.pairs (name VARCHAR(9), a INT, PRIMARY KEY (a, name))",
          "INSERT INTO shop.pairs SELECT CONCAT('n', id % 8), CAST(id DIV 8 AS SIGNED) - 100"
              + " FROM shop.numbers",
          "CREATE TABLE shop.names (name VARCHAR(9) PRIMARY KEY)",
          "INSERT INTO shop.names SELECT LPAD(id, 6, '0') FROM shop.numbers",
          "CREATE TABLE shop.none (id INT PRIMARY KEY)",
          "INSERT INTO shop.numbers VALUES (18446744073709551615)",
          "ANALYZE TABLE shop.numbers, shop.pairs, shop.names, shop.none");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (String name : new String[] {"numbers", "pairs"}) {
          TableSchema table = table(database, name);
          List<String> cuts = database.cut(table, 1000);
          assertThat(cuts).as(name).hasSizeBetween(3, 12);
          List<String> upwards = new ArrayList<>(lines(table, read(source, database, table, 5000)));
          assertThat(inRanges(source, database, table, cuts, false)).isEqualTo(upwards);
          Collections.reverse(upwards);
          assertThat(inRanges(source, database, table, cuts, true)).isEqualTo(upwards);
          assertThat(database.cut(table, 100_000)).isEmpty();
        }
        TableSchema names = table(database, "names");
        assertThat(database.cut(names, 1000)).isEmpty();
        List<String> downwards = inRanges(source, database, names, List.of(), true);
        assertThat(downwards).hasSize(4096).startsWith("004095").endsWith("000000");
        assertThat(database.cut(table(database, "none"), 1000)).isEmpty();
      }
    }
  }

  /** What is done to a table, and what a row of it is then. */
  private static final String[][] CHANGES = {
    {"ADD COLUMN n INT DEFAULT 9", "1 0.5 2 3 9"},
    {"ADD COLUMN n INT DEFAULT 9 FIRST", "9 1 0.5 2 3"},
    {"ADD COLUMN n INT DEFAULT 9 INVISIBLE", "1 0.5 2 3 9"},
    {"ADD COLUMN n INT AS (v + 1) VIRTUAL", "1 0.5 2 3 3"},
    {"DROP COLUMN v", "1 0.5 3"},
    {"DROP COLUMN hidden", "1 0.5 2"},
    {"RENAME COLUMN v TO w", "1 0.5 2 3"},
    {"RENAME COLUMN hidden TO concealed", "1 0.5 2 3"},
    {"CHANGE v V INT", "1 0.5 2 3"},
    {"DROP COLUMN v, ADD COLUMN v INT DEFAULT 8", "1 0.5 3 8"},
    {"DROP COLUMN hidden, RENAME COLUMN v TO hidden", "1 0.5 2"},
    {"MODIFY v INT FIRST", "2 1 0.5 3"},
    {"MODIFY hidden INT INVISIBLE FIRST", "3 1 0.5 2"},
    {"MODIFY v BIGINT", "1 0.5 2 3"},
    {"MODIFY v INT UNSIGNED", "1 0.5 2 3"},
    {"MODIFY v DECIMAL(10,2)", "1 0.5 2.00 3"},
    {"MODIFY v VARCHAR(20)", "1 0.5 2 3"},
    {"MODIFY hidden BIGINT INVISIBLE", "1 0.5 2 3"},
    {"MODIFY id BIGINT", "1 0.5 2 3"},
    {"DROP PRIMARY KEY, ADD PRIMARY KEY (id, v)", "1 0.5 2 3"},
    {"DROP PRIMARY KEY, ADD PRIMARY KEY (v)", "1 0.5 2 3"},
  };

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, DOUBLE", "MARIADB, FLOAT", "MARIADB, DOUBLE"})
  void aTableThatIsAlteredIsNotReadOn(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (int i = 0; i < CHANGES.length; i++) {
          String change = CHANGES[i][0];
          String name = "t" + i;
          server.execute(
              "CREATE TABLE shop.%s (id INT PRIMARY KEY, f %s, v INT, hidden INT INVISIBLE)"
                  .formatted(name, other),
              "INSERT INTO shop.%s (id, f, v, hidden) VALUES (1, 0.5, 2, 3), (4, 0.5, 5, 6)"
                  .formatted(name));
          TableSchema before = table(database, name);
          TableChunk first = database.chunk(before, null, 1, source.latestPosition());
          assertThat(lines(before, first.rows())).containsExactly("1 0.5 2 3");
          server.execute("ALTER TABLE shop." + name + " " + change);
          assertKind(
              () -> database.chunk(before, first.end(), 9, source.latestPosition()),
              Kind.TABLE_CHANGED,
              change);
          assertKind(
              () -> database.chunk(before, null, 9, source.latestPosition()),
              Kind.TABLE_CHANGED,
              change);
          TableSchema after = table(database, name);
          assertThat(lines(after, read(source, database, after, 1)))
              .as(change)
              .hasSize(2)
              .first()
              .isEqualTo(CHANGES[i][1]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theOrderOfAKeyDoesNotChangeUnnoticed(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY)",
          "INSERT INTO shop.t VALUES ('a'), ('B')");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema before = table(database, "t");
        TableChunk first = database.chunk(before, null, 1, source.latestPosition());
        assertThat(lines(before, first.rows())).containsExactly("a");
        server.execute("ALTER TABLE shop.t MODIFY id VARCHAR(9) COLLATE utf8mb4_bin");
        assertThat(table(database, "t")).isEqualTo(before);
        assertKind(
            () -> database.chunk(before, first.end(), 1, source.latestPosition()),
            Kind.TABLE_CHANGED,
            "in use");
        assertKind(
            () -> database.chunk(before, first.end(), 1, source.latestPosition()),
            Kind.TABLE_CHANGED,
            "looked up again");
        assertThat(lines(before, read(source, database, before, 1))).containsExactly("B", "a");
        server.execute("ALTER TABLE shop.t MODIFY id ENUM ('a', 'B')");
        assertKind(
            () -> database.chunk(before, null, 1, source.latestPosition()),
            Kind.TABLE_CHANGED,
            "an ENUM");
        assertThat(database.isChunked(table(database, "t"))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatChangesNoValueDoesNotStopTheReading(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY, gone INT, v VARCHAR(9), hidden INT INVISIBLE)",
          "INSERT INTO shop.t (id, v, hidden) VALUES (1, 'a', 2), (3, 'b', 4), (5, 'c', 6)",
          // columns that come and go at once leave traces within the server
          "ALTER TABLE shop.t DROP COLUMN gone, ALGORITHM=INSTANT",
          "ALTER TABLE shop.t ADD COLUMN n INT DEFAULT 7 AFTER id, ALGORITHM=INSTANT",
          "ALTER TABLE shop.t ADD COLUMN g INT AS (n + 1) VIRTUAL");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        TableChunk first = database.chunk(table, null, 1, source.latestPosition());
        assertThat(lines(table, first.rows())).containsExactly("1 7 a 2 8");
        server.execute("ALTER TABLE shop.t ADD KEY (v), MODIFY v VARCHAR(10)");
        TableChunk second = database.chunk(table, first.end(), 1, source.latestPosition());
        assertThat(lines(table, second.rows())).containsExactly("3 7 b 4 8");
        server.execute(
            "ALTER TABLE shop.t MODIFY hidden INT, MODIFY v VARCHAR(10) INVISIBLE, ADD UNIQUE (n, id)");
        TableChunk third = database.chunk(table, second.end(), 1, source.latestPosition());
        assertThat(lines(table, third.rows())).containsExactly("5 7 c 6 8");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void aTableThatIsGoneIsToldFromOneThatHasChanged(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      Source source = Sources.of(server);
      for (String end :
          List.of("DROP TABLE shop.t", "RENAME TABLE shop.t TO shop.other", "DROP DATABASE shop")) {
        server.execute(
            "DROP DATABASE IF EXISTS shop",
            "CREATE DATABASE shop",
            "CREATE TABLE shop.t (id INT PRIMARY KEY, f " + other + ")",
            "INSERT INTO shop.t VALUES (1, 1), (2, 2)");
        try (Database database = source.database()) {
          TableSchema table = table(database, "t");
          TableChunk first = database.chunk(table, null, 1, source.latestPosition());
          server.execute(end);
          assertKind(
              () -> database.chunk(table, first.end(), 1, source.latestPosition()),
              Kind.TABLE_GONE,
              end);
          assertKind(() -> database.isChunked(table), Kind.TABLE_GONE, end);
          assertThat(database.tables(any -> any.equals(table.table()))).isEmpty();
        }
      }
    }
  }

  /** Definitions of tables, and two rows of those that have a key by which they can be read. */
  private static final String[][] KEYS = {
    {"id INT"},
    {"id INT, UNIQUE (id)"},
    {"id INT NOT NULL, KEY (id)"},
    {"id INT NOT NULL, UNIQUE (id)", "(2), (1)"},
    {"id INT NOT NULL, v INT, UNIQUE (v, id)"},
    {"id INT NOT NULL, v INT NOT NULL, UNIQUE (v, id)", "(1, 2), (2, 2)"},
    {"id VARCHAR(9) NOT NULL, UNIQUE (id(5))"},
    {"id DATETIME(6) NOT NULL, UNIQUE (id)", "(NOW(6)), ('2026-01-01 00:00:00.000001')"},
    {"id DATE NOT NULL, UNIQUE (id)", "('0000-00-00'), ('2026-00-00')"},
    {"id FLOAT PRIMARY KEY"},
    {"id FLOAT PRIMARY KEY, v INT NOT NULL, UNIQUE (v)", "(0.1, 1), (0.2, 2)"},
    {"id DOUBLE PRIMARY KEY"},
    {"id BIT(9) PRIMARY KEY"},
    {"id ENUM ('b', 'a') PRIMARY KEY"},
    {"id SET ('b', 'a') PRIMARY KEY"},
    {"id INT PRIMARY KEY, v ENUM ('b', 'a') NOT NULL, UNIQUE (v)", "(1, 'b'), (2, 'a')"},
  };

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aKeyThatTellsAllRowsApartInItsOrderServes(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (int i = 0; i < KEYS.length; i++) {
          String definition = KEYS[i][0];
          server.execute("CREATE TABLE shop.t%d (%s)".formatted(i, definition));
          TableSchema table = table(database, "t" + i);
          assertThat(database.isChunked(table)).as(definition).isEqualTo(KEYS[i].length == 2);
          if (KEYS[i].length == 1) {
            assertThatThrownBy(() -> database.chunk(table, null, 1, source.latestPosition()))
                .isInstanceOfSatisfying(
                    QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("has no key by which it can be read in parts");
          } else {
            server.execute(
                "SET sql_mode = ''", "INSERT INTO shop.t%d VALUES %s".formatted(i, KEYS[i][1]));
            assertThat(read(source, database, table, 1)).as(definition).hasSize(2);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aUniqueKeyServesForAsLongAsItIsOne(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (String change :
            List.of(
                "DROP KEY u",
                "DROP KEY u, ADD KEY u (b, a)",
                "DROP KEY u, ADD UNIQUE u (b)",
                "DROP KEY u, ADD UNIQUE u (a, b)",
                "MODIFY b INT NULL",
                flavor == Flavor.MYSQL ? "ALTER INDEX u INVISIBLE" : "ALTER INDEX u IGNORED")) {
          server.execute(
              "DROP TABLE IF EXISTS shop.t",
              // with a primary key that does not serve, so that the other is not one to the server
              "CREATE TABLE shop.t (a INT NOT NULL, b INT NOT NULL, c FLOAT, PRIMARY KEY (c),"
                  + " UNIQUE u (b, a))",
              "INSERT INTO shop.t VALUES (1, 1, 1), (1, 2, 2), (2, 1, 3)");
          if (change.contains("(b)")) {
            server.execute("DELETE FROM shop.t WHERE a = 2");
          }
          TableSchema table = table(database, "t");
          assertThat(database.isChunked(table)).isTrue();
          TableChunk first = database.chunk(table, null, 1, source.latestPosition());
          assertThat(lines(table, first.rows())).containsExactly("1 1 1.0");
          server.execute("ALTER TABLE shop.t " + change);
          assertKind(
              () -> database.chunk(table, first.end(), 1, source.latestPosition()),
              Kind.TABLE_CHANGED,
              change);
        }
      }
    }
  }

  @Test
  void theKeyThatMysqlMakesByItselfServes() throws Exception {
    try (DatabaseServer server =
        DatabaseServer.start(
            Flavor.MYSQL,
            "--sql-generate-invisible-primary-key=ON",
            "--show-gipk-in-create-table-and-information-schema=OFF")) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (v INT)",
          "INSERT INTO shop.t VALUES (7), (8), (7)",
          "CREATE USER reader IDENTIFIED BY 'secret'",
          "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO reader",
          "GRANT SELECT ON shop.* TO reader");
      Source source = Sources.of(server, "database.user", "reader", "database.password", "secret");
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        assertThat(table.columns().stream().map(Column::name)).containsExactly("my_row_id", "v");
        assertThat(table.primaryKey()).containsExactly(0);
        assertThat(database.isChunked(table)).isTrue();
        assertThat(lines(table, read(source, database, table, 1)))
            .containsExactly("1 7", "2 8", "3 7");
      }
    }
  }

  @Test
  void aTableThatKeepsItsHistoryShowsWhatItIsNow() throws Exception {
    try (DatabaseServer server = DatabaseServer.start(Flavor.MARIADB)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY, v INT) WITH SYSTEM VERSIONING",
          "CREATE TABLE shop.explicit (id INT PRIMARY KEY, v INT,"
              + " since TIMESTAMP(6) GENERATED ALWAYS AS ROW START,"
              + " till TIMESTAMP(6) GENERATED ALWAYS AS ROW END,"
              + " PERIOD FOR SYSTEM_TIME (since, till)) WITH SYSTEM VERSIONING");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        for (String name : List.of("t", "explicit")) {
          server.execute(
              "INSERT INTO shop." + name + " (id, v) VALUES (1, 2), (3, 4), (5, 6)",
              "UPDATE shop." + name + " SET v = v + 1",
              "DELETE FROM shop." + name + " WHERE id = 3");
          TableSchema table = table(database, name);
          assertThat(table.columns()).hasSize(name.equals("t") ? 2 : 4);
          assertThat(lines(table, read(source, database, table, 1)))
              .extracting(line -> line.substring(0, 3))
              .containsExactly("1 3", "5 7");
          server.execute(
              "SET SESSION system_versioning_alter_history = KEEP",
              "SET GLOBAL system_versioning_alter_history = KEEP",
              "ALTER TABLE shop." + name + " ADD COLUMN n INT");
          assertKind(
              () -> database.chunk(table, null, 9, source.latestPosition()),
              Kind.TABLE_CHANGED,
              name);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void anAccountThatMayReadSomeColumnsReadsThose(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY, secret INT, v INT)",
          "INSERT INTO shop.t VALUES (1, 2, 3), (4, 5, 6)",
          "CREATE USER reader IDENTIFIED BY 'secret'",
          "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO reader",
          "GRANT SELECT (id, v) ON shop.t TO reader");
      Source source = Sources.of(server, "database.user", "reader", "database.password", "secret");
      try (Database database = source.database()) {
        TableSchema table = table(database, "t");
        assertThat(lines(table, read(source, database, table, 1))).containsExactly("1 3", "4 6");
        server.execute("REVOKE SELECT (v) ON shop.t FROM reader");
        assertKind(
            () -> database.chunk(table, null, 9, source.latestPosition()),
            Kind.REFUSED,
            "a column that may not be read");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void anEndOfAnotherOrderIsOfNoUse(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY)",
          "CREATE TABLE shop.u (a INT, b INT, PRIMARY KEY (a, b))",
          "INSERT INTO shop.t VALUES (1), (2)");
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        @Nullable String end =
            database.chunk(table(database, "t"), null, 1, source.latestPosition()).end();
        assertThat(end).isNotNull();
        for (String after : List.of(end, "AQ==", "")) {
          assertKind(
              () -> database.chunk(table(database, "u"), after, 1, source.latestPosition()),
              Kind.TABLE_CHANGED,
              after);
        }
      }
    }
  }
}
