package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Replication;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that are found by what their columns print as. */
class FindIT {

  private static TableSchema table(Database database, String name) throws QueryException {
    return database.tables(table -> table.toString().equals("shop." + name)).get(0);
  }

  /** Definitions of columns, a value of each in SQL, and what it prints as. */
  private static final String[][] PRINTED = {
    {"INT", "-7", "-7"},
    {"BIGINT UNSIGNED", "18446744073709551615", "18446744073709551615"},
    {"YEAR", "2026", "2026"},
    {"DECIMAL(20,3)", "0.500", "0.500"},
    {"DOUBLE", "0.1", "0.1"},
    {"BIT(1)", "b'1'", "true"},
    {"BIT(9)", "b'100000001'", "257"},
    {"VARCHAR(20) CHARACTER SET latin1", "'it''s \u00fc'", "it's \u00fc"},
    {"TEXT CHARACTER SET utf8mb4", "'\u65e5\ud83d\ude00'", "\u65e5\ud83d\ude00"},
    {"ENUM('a','b')", "'b'", "b"},
    {"SET('a','b')", "'a,b'", "a,b"},
    {"VARBINARY(9)", "x'00ff'", "AP8="},
    {"DATE", "'2026-11-25'", "2026-11-25"},
    {"TIME(3)", "'-01:00:00.500'", "-01:00:00.500"},
    {"DATETIME", "'2026-11-25 12:00:00'", "2026-11-25 12:00:00"},
    {"TIMESTAMP(2) NULL", "'2026-11-25 12:00:00.25'", "2026-11-25 12:00:00.25"},
    {"INT INVISIBLE", "3", "3"},
  };

  /** Rows of a table with a FLOAT are read by other sessions than those of any other. */
  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void rowsAreFoundByWhatTheirColumnsPrintAs(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      StringBuilder columns = new StringBuilder("id INT PRIMARY KEY, f " + other);
      StringBuilder names = new StringBuilder("id");
      StringBuilder values = new StringBuilder("1");
      for (int i = 0; i < PRINTED.length; i++) {
        columns.append(", c").append(i).append(' ').append(PRINTED[i][0]);
        names.append(", c").append(i);
        values.append(", ").append(PRINTED[i][1]);
      }
      server.execute(
          "CREATE TABLE shop.typed (" + columns + ")",
          "SET time_zone = '+00:00'",
          "INSERT INTO shop.typed (" + names + ") VALUES (" + values + ")",
          "INSERT INTO shop.typed (id) VALUES (2)");
      try (Database database = Sources.of(server).database()) {
        TableSchema table = table(database, "typed");
        assertThat(table.columns()).hasSize(PRINTED.length + 2);
        for (int i = 0; i < PRINTED.length; i++) {
          List<List<RowImage>> found =
              database.find(
                  table,
                  List.of(Map.of("C" + i, PRINTED[i][2]), Map.of("C" + i, "no such value")),
                  9);
          assertThat(found.get(0)).as(PRINTED[i][0]).hasSize(1);
          assertThat(TextWriter.of(found.get(0).get(0), table.indexOf("id"))).isEqualTo("1");
          assertThat(found.get(1)).as(PRINTED[i][0]).isEmpty();
        }
        assertThat(database.find(table, List.of(Map.of("id", "2", "c0", "-7")), 9))
            .containsExactly(List.of());
        assertThat(database.find(table, List.of(), 9)).isEmpty();
        assertThat(database.find(table, List.of(Map.of()), 1).get(0)).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatCannotBeSearchedForIsRefused(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY, f FLOAT, v INT)");
      try (Database database = Sources.of(server).database()) {
        TableSchema table = table(database, "t");
        assertThatThrownBy(() -> database.find(table, List.of(Map.of("f", "0.5")), 9))
            .isInstanceOf(QueryException.class)
            .hasMessage("rows cannot be found by the column f, which is of type FLOAT");
        assertThatThrownBy(() -> database.find(table, List.of(Map.of("g", "1")), 9))
            .isInstanceOf(QueryException.class)
            .hasMessage("the table shop.t has no column g");
        assertThatThrownBy(
                () -> database.find(table, List.of(Map.of("id", "1"), Map.of("v", "1")), 9))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("rows are searched for by [id], and not by [v]");
        assertThatThrownBy(
                () ->
                    database.find(
                        table, List.of(Map.of("id", "1"), Map.of("id", "1", "v", "1")), 9))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void thousandsAreFoundInFewRoundTripsEachByItsOwnValue(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, KEY (name))");
      StringBuilder rows = new StringBuilder("INSERT INTO shop.t VALUES (0, 'n0')");
      List<Map<String, String>> values = new ArrayList<>();
      for (int i = 1; i < 4000; i++) {
        rows.append(", (%d, 'n%d')".formatted(i, i));
        // every second one is of no row
        values.add(Map.of("name", "n" + 2 * i));
      }
      server.execute(rows.toString());
      try (Database database = Sources.of(server).database()) {
        TableSchema table = table(database, "t");
        database.find(table, List.of(Map.of("id", "1")), 1);
        long before = connections(server);
        List<List<RowImage>> found = database.find(table, values, 9);
        long connections = connections(server) - before;
        assertThat(found).hasSameSizeAs(values);
        for (int i = 1; i < 4000; i++) {
          List<RowImage> rowsOfOne = found.get(i - 1);
          if (2 * i < 4000) {
            assertThat(rowsOfOne).hasSize(1);
            assertThat(TextWriter.of(rowsOfOne.get(0), 0)).isEqualTo(String.valueOf(2 * i));
          } else {
            assertThat(rowsOfOne).isEmpty();
          }
        }
        assertThat(connections).as("on a session that is kept").isLessThanOrEqualTo(2);
      }
    }
  }

  /** How many connections there have been so far. */
  private static long connections(DatabaseServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Connections'")) {
      row.next();
      return row.getLong(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatIsEqualToTheServerIsFoundForEachOfTheValues(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY,"
              + " name VARCHAR(20) COLLATE utf8mb4_general_ci, KEY (name))",
          "INSERT INTO shop.t VALUES (1, 'Ana'), (2, 'aná'), (3, 'bo'), (4, 'ANA  ')");
      try (Database database = Sources.of(server).database()) {
        TableSchema table = table(database, "t");
        List<List<RowImage>> found =
            database.find(
                table,
                List.of(Map.of("name", "ana"), Map.of("name", "BO"), Map.of("name", "ANÁ")),
                9);
        assertThat(found.stream().map(FindIT::names))
            .containsExactly(
                List.of("Ana", "aná", "ANA  "), List.of("bo"), List.of("Ana", "aná", "ANA  "));
        assertThat(database.find(table, List.of(Map.of("name", "ana")), 2).get(0)).hasSize(2);
      }
    }
  }

  /** Each with the columns' values of a row that there is, and of one that there cannot be. */
  private static final String[][] ODD = {
    {"DATE", "0000-00-00", "2026-02-31"},
    {"DATE", "2026-00-00", "2026-02-30"},
    {"DATETIME", "0000-00-00 00:00:00", "2026-02-31 00:00:00"},
    {"TIMESTAMP NULL", "0000-00-00 00:00:00", "2026-02-31 00:00:00"},
    {"TIMESTAMP NULL", "2026-11-25 12:00:00", "1960-01-01 00:00:00"},
    {"TIME", "-838:59:59", "839:00:00"},
    {"VARCHAR(9) CHARACTER SET latin1", "\u00fc", "\u65e5\ud83d\ude00"},
    {"VARCHAR(9) CHARACTER SET ascii", "u", "\u00fc"},
    {"INT", "7", "99999999999999999999"},
    {"BIGINT UNSIGNED", "7", "-1"},
    {"DECIMAL(5,2)", "7.00", "1e99"},
    {"DOUBLE", "7", "Infinity"},
    {"BINARY(3)", "AAEC", "no base 64"},
    {"ENUM ('a')", "a", "b"},
  };

  @ParameterizedTest
  @CsvSource({"MYSQL, FLOAT", "MYSQL, INT", "MARIADB, FLOAT", "MARIADB, INT"})
  void valuesThatNoRowCanHaveDoNotSpoilTheOthers(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute("CREATE DATABASE shop");
      try (Database database = Sources.of(server).database()) {
        for (int i = 0; i < ODD.length; i++) {
          if (other.equals("FLOAT") && ODD[i][1].equals("2026-00-00")) {
            // beside a FLOAT, the driver does not read such a date
            continue;
          }
          String value = ODD[i][0].startsWith("BINARY") ? "x'000102'" : "'" + ODD[i][1] + "'";
          server.execute(
              "SET sql_mode = ''",
              "CREATE TABLE shop.t%d (id INT PRIMARY KEY, f %s, c %s, KEY (c))"
                  .formatted(i, other, ODD[i][0]),
              "INSERT INTO shop.t%d VALUES (1, 1, %s), (2, 2, NULL)".formatted(i, value));
          TableSchema table = table(database, "t" + i);
          List<Map<String, String>> values = new ArrayList<>();
          for (int j = 0; j < 60; j++) {
            values.add(Map.of("c", ODD[i][j % 7 == 3 ? 2 : 1]));
          }
          List<List<RowImage>> found = database.find(table, values, 9);
          for (int j = 0; j < 60; j++) {
            if (j % 7 == 3) {
              // in a prepared statement, what is no date is equal to 0000-00-00
              assertThat(found.get(j))
                  .extracting(row -> TextWriter.of(row, 2))
                  .as(ODD[i][0] + " " + j)
                  .doesNotContain(ODD[i][2]);
            } else {
              assertThat(found.get(j)).as(ODD[i][0] + " " + j).hasSize(1);
            }
          }
        }
      }
    }
  }

  private static List<String> names(List<RowImage> rows) {
    return rows.stream()
        .sorted((one, other) -> TextWriter.of(one, 0).compareTo(TextWriter.of(other, 0)))
        .map(row -> TextWriter.of(row, 1))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theSourceItselfIsAskedWhereQueriesGoToAReplica(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        DatabaseServer replica = DatabaseServer.start(flavor)) {
      Replication replication = Replication.start(server, replica);
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY, v INT)",
          "INSERT INTO shop.t VALUES (1, 7)");
      var source = Sources.of(server, "query.hosts", replica.host() + ":" + replica.port());
      try (Database database = source.database()) {
        // a session with the replica is kept
        database.query("SELECT v FROM shop.t", List.of(List.of()), source.latestPosition());
        TableSchema table = table(database, "t");
        replication.stopApplying();
        server.execute("UPDATE shop.t SET v = 8");
        for (int i = 0; i < 2; i++) {
          RowImage found = database.find(table, List.of(Map.of("id", "1")), 9).get(0).get(0);
          assertThat(TextWriter.of(found, 1)).isEqualTo("8");
        }
        replica.kill();
        assertThat(database.find(table, List.of(Map.of("v", "8")), 9).get(0)).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aBrokenSessionIsReplaced(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.t (id INT PRIMARY KEY)",
          "INSERT INTO shop.t VALUES (1)");
      try (Database database = Sources.of(server).database()) {
        TableSchema table = table(database, "t");
        assertThat(database.find(table, List.of(Map.of("id", "1")), 9).get(0)).hasSize(1);
        server.restart();
        assertThat(database.find(table, List.of(Map.of("id", "1")), 9).get(0)).hasSize(1);
        server.kill();
        assertThatThrownBy(() -> database.find(table, List.of(Map.of("id", "1")), 9))
            .isInstanceOfSatisfying(
                QueryException.class,
                e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.UNANSWERED));
      }
    }
  }
}
