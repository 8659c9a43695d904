package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that sessions change with binlog_format=STATEMENT. */
class StatementFormatIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String CONFIGURATION =
      """
      statement.format=invalidate
      transformers=user
      transformers.user.type=row
      transformers.user.table=shop.users
      transformers.user.key=user:${id}
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void whatStatementsChangeIsMendedIfSetSo(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool east = TestPool.start("east", 2, PoolServer::direct)) {
      database.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))",
          "CREATE USER freshet IDENTIFIED BY 'stream-pass'",
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO freshet");
      SiteConfiguration configuration = SiteConfiguration.in(directory, database);
      Path file = configuration.write(CONFIGURATION, east);
      try (DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort());
          Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        daemon.awaitReady();
        for (int i = 0; i < 50; i++) {
          statement.execute("INSERT INTO shop.users VALUES (" + i + ", 'by row')");
        }
        awaitEqual(east, statement);
        statement.execute("SET SESSION binlog_format=STATEMENT");
        statement.execute("UPDATE shop.users SET name='by statement' WHERE id < 20");
        statement.execute("DELETE FROM shop.users WHERE id >= 40");
        awaitEqual(east, statement);
        statement.execute("SET SESSION binlog_format=ROW");
        statement.execute("INSERT INTO shop.users VALUES (100, 'by row')");
        awaitEqual(east, statement);
        assertThat(daemon.terminate()).isZero();
        assertThat(Files.readString(directory.resolve("state/dead-letters.jsonl")))
            .contains("STATEMENT of the table has no row events");
      }
    }
  }

  private static void awaitEqual(TestPool pool, Statement statement) throws Exception {
    SortedMap<String, JsonNode> expected = new TreeMap<>();
    try (var row =
        statement.executeQuery("SELECT id, JSON_OBJECT('id', id, 'name', name) FROM shop.users")) {
      while (row.next()) {
        expected.put("user:" + row.getInt(1), PhotoSite.parse(row.getString(2)));
      }
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(pool.items()).isEqualTo(expected));
  }
}
