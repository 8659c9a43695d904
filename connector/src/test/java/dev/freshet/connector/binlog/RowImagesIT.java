package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TableSchema;
import dev.freshet.api.spi.Source;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is known of rows where sessions write incomplete ones. A column is shown as its value, as
 * {@code =} if it is not known and was not changed, and as {@code ?} if nothing is known of it.
 */
class RowImagesIT {

  private static String shown(@Nullable RowImage row, TableSchema table) {
    if (row == null) {
      return "-";
    }
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String unknown = row.isUnchanged(i) ? "=" : "?";
      columns.add(row.has(i) ? TextWriter.of(row, i) : unknown);
    }
    return String.join(" ", columns);
  }

  private static List<String> written(DatabaseServer server, String... statements)
      throws Exception {
    Source source = Sources.of(server);
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        RecordingConsumer consumer = RecordingConsumer.of(source)) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      consumer.awaitPosition(source.latestPosition());
      List<String> changes = new ArrayList<>();
      for (RowChange change : consumer.rows()) {
        changes.add(
            shown(change.before(), change.schema())
                + " > "
                + shown(change.after(), change.schema()));
      }
      return changes;
    } finally {
      source.close();
    }
  }

  private static void create(DatabaseServer server) throws SQLException {
    server.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (id INT PRIMARY KEY, a INT, twice INT AS (a * 2) VIRTUAL,"
            + " b INT DEFAULT 7, x TEXT)");
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void ofMinimalImagesIsKnownWhatTheStatementNames(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      List<String> changes =
          written(
              server,
              "SET binlog_row_image=MINIMAL",
              "INSERT INTO shop.t (id, a) VALUES (1, 5)",
              "UPDATE shop.t SET a = 6",
              "UPDATE shop.t SET b = 8",
              "UPDATE shop.t SET id = 2",
              "DELETE FROM shop.t");
      boolean mysql = flavor == Flavor.MYSQL;
      assertThat(changes)
          .containsExactly(
              mysql ? "- > 1 5 10 ? ?" : "- > 1 5 ? ? ?",
              mysql ? "1 ? ? ? ? > 1 6 12 = =" : "1 ? ? ? ? > 1 6 ? = =",
              mysql ? "1 ? ? ? ? > 1 = = 8 =" : "1 ? ? ? ? > 1 = ? 8 =",
              mysql ? "1 ? ? ? ? > 2 = = = =" : "1 ? ? ? ? > 2 ? ? ? ?",
              "2 ? ? ? ? > -");
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void imagesWithoutBlobsAreCompletedWhereThatIsSafe(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      List<String> changes =
          written(
              server,
              "SET binlog_row_image=NOBLOB",
              "INSERT INTO shop.t (id, a) VALUES (1, 5)",
              "UPDATE shop.t SET a = 6",
              "UPDATE shop.t SET x = 'text'",
              "DELETE FROM shop.t");
      String unchanged = flavor == Flavor.MYSQL ? "=" : "?";
      // MariaDB 11.8 leaves virtual columns out as well, but for inserts
      boolean hasVirtual = flavor == Flavor.MYSQL || server.version().startsWith("10.");
      String ten = hasVirtual ? "10" : "?";
      String twelve = hasVirtual ? "12" : "?";
      assertThat(changes)
          .containsExactly(
              "- > 1 5 10 7 ?",
              "1 5 %s 7 ? > 1 6 %s 7 %s".formatted(ten, twelve, unchanged),
              "1 6 %s 7 ? > 1 6 %s 7 text".formatted(twelve, twelve),
              "1 6 %s 7 ? > -".formatted(twelve));
    }
  }

  /** MariaDB does not write what has become its default. */
  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatAReplaceHasResetDoesNotCountAsUnchanged(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      server.execute("INSERT INTO shop.t (id, a, b, x) VALUES (1, 5, 5, 'text')");
      List<String> changes =
          written(
              server, "SET binlog_row_image=MINIMAL", "REPLACE INTO shop.t (id, b) VALUES (1, 6)");
      assertThat(changes)
          .containsExactly(
              flavor == Flavor.MYSQL ? "1 ? ? ? ? > 1 NULL NULL 6 NULL" : "1 ? ? ? ? > 1 ? ? 6 ?");
    }
  }

  @Test
  void ofADocumentThatComesInPartsIsKnownThatItHasChanged() throws Exception {
    try (DatabaseServer server = DatabaseServer.start(Flavor.MYSQL)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.d (j JSON, id INT PRIMARY KEY, k JSON, a INT, l JSON)",
          "INSERT INTO shop.d VALUES ('{\"n\": 1, \"s\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}', 1,"
              + " '[1, 2, \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"]', 5, NULL)");
      List<String> changes =
          written(
              server,
              "SET binlog_row_value_options=PARTIAL_JSON",
              "UPDATE shop.d SET k = JSON_SET(k, '$[0]', 9), a = 6",
              "UPDATE shop.d SET j = JSON_REMOVE(j, '$.s'), k = JSON_REPLACE(k, '$[1]', 'y')",
              "SET binlog_row_image=MINIMAL",
              "UPDATE shop.d SET j = JSON_SET(j, '$.n', 3), a = 7",
              "UPDATE shop.d SET j = NULL, k = '[]'",
              "SET binlog_transaction_compression=ON",
              "UPDATE shop.d SET a = 8");
      String first = "{\"n\":1,\"s\":\"" + "x".repeat(30) + "\"}";
      String second = "\"" + "x".repeat(35) + "\"]";
      assertThat(changes)
          .containsExactly(
              "%s 1 [1,2,%s 5 NULL > %s 1 ? 6 NULL".formatted(first, second, first),
              "%s 1 [9,2,%s 6 NULL > ? 1 ? 6 NULL".formatted(first, second),
              "? 1 ? ? ? > ? 1 = 7 =",
              "? 1 ? ? ? > NULL 1 [] = =",
              "? 1 ? ? ? > = 1 = 8 =");
    }
  }
}
