package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.Source;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dates and times with any number of digits, read by a query, beside what the server prints. */
class FractionalSecondsIT {

  private static final List<String> TYPES = List.of("DATETIME", "TIMESTAMP", "TIME");
  private static final int KINDS = 7;

  private static String columns(String form) {
    return TYPES.stream()
        .flatMap(type -> IntStream.range(0, KINDS).mapToObj(digits -> form.formatted(type, digits)))
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, INT", "MYSQL, FLOAT", "MARIADB, INT", "MARIADB, FLOAT"})
  void theyAreWhatTheServerPrints(Flavor flavor, String other) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE shop");
      statement.execute(
          "CREATE TABLE shop.t (id INT PRIMARY KEY, other %s, %s)"
              .formatted(other, columns("%1$s%2$d %1$s(%2$d) NULL")));
      statement.execute("SET time_zone = '+00:00', sql_mode = 'ALLOW_INVALID_DATES'");
      int id = 0;
      for (String fraction :
          List.of(
              "", ".1", ".01", ".06", ".068", ".680", ".0001", ".00999", ".000068", ".999999")) {
        insert(statement, id++, "2026-01-02 03:04:05" + fraction, "-12:04:05" + fraction);
      }
      insert(statement, id++, "2026-02-30 00:00:00.012", "838:59:58.012");
      insert(statement, id++, "0000-00-00 00:00:00", "00:00:00");
      List<String> printed = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT CONCAT_WS(' | ', %s) FROM shop.t ORDER BY id"
                  .formatted(columns("CAST(%s%d AS CHAR)")))) {
        while (rows.next()) {
          printed.add(rows.getString(1));
        }
      }
      assertThat(printed).hasSize(id);
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        TableSchema table = database.tables(name -> name.toString().equals("shop.t")).get(0);
        List<String> read = new ArrayList<>();
        for (RowImage row : database.chunk(table, null, 100, source.latestPosition()).rows()) {
          read.add(
              IntStream.range(2, table.columns().size())
                  .mapToObj(column -> TextWriter.of(row, column))
                  .collect(Collectors.joining(" | ")));
        }
        assertThat(read).isEqualTo(printed);
      }
    }
  }

  private static void insert(Statement statement, int id, String moment, String time)
      throws Exception {
    // a TIMESTAMP is always one that there is
    String stamp = moment.startsWith("2026-01") ? moment : "2026-01-02 03:04:05.012";
    statement.execute(
        "INSERT INTO shop.t VALUES (%d, 1, %s)"
            .formatted(
                id,
                TYPES.stream()
                    .flatMap(
                        type ->
                            IntStream.range(0, KINDS)
                                .mapToObj(
                                    digits ->
                                        switch (type) {
                                          case "DATETIME" -> "'" + moment + "'";
                                          case "TIMESTAMP" -> "'" + stamp + "'";
                                          default -> "'" + time + "'";
                                        }))
                    .collect(Collectors.joining(", "))));
  }
}
