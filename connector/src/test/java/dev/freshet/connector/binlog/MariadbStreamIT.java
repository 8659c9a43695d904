package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What only MariaDB writes into a binlog. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MariadbStreamIT {

  private final DatabaseServer server =
      DatabaseServer.start(Flavor.MARIADB, "--log-bin-compress=1", "--log-bin-compress-min-len=10");
  private final Source source = Sources.of(server);

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void emptySchema() throws Exception {
    server.execute(
        "DROP DATABASE IF EXISTS shop",
        "CREATE DATABASE shop",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(5000))");
  }

  @Test
  void compressedEventsAreReadAsOthers() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute(
          "INSERT INTO shop.users VALUES (1, REPEAT('a', 3000))",
          "UPDATE shop.users SET name=REPEAT('b', 3000)",
          "TRUNCATE TABLE shop.users /* long enough to be compressed, if it repeats, repeats */",
          "INSERT INTO shop.users VALUES (2, 'x')",
          "DELETE FROM shop.users WHERE id > 0");
      List<RowChange> rows = consumer.awaitRows(4);
      assertThat(rows.stream().map(StreamContract::shown))
          .containsExactly(
              "+(1," + "a".repeat(3000) + ")",
              "(1," + "a".repeat(3000) + ")>(1," + "b".repeat(3000) + ")",
              "+(2,x)",
              "-(2,x)");
      assertThat(consumer.changes()).hasSize(5);
    }
  }

  @Test
  void eachDomainHasItsPlaceInThePosition() throws Exception {
    SourcePosition start = source.latestPosition();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (int i = 1; i <= 4; i++) {
        statement.execute("SET gtid_domain_id=" + i % 2 * 7);
        statement.execute("INSERT INTO shop.users VALUES (" + i + ", 'x')");
      }
    }
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      consumer.awaitRows(4);
      assertThat(consumer.lastPosition()).isEqualTo(source.latestPosition());
      SourcePosition second = StreamContract.nonEmpty(consumer).get(1).position();
      assertThat(second.text()).contains(",7-").startsWith("mariadb-gtid:0-");
      try (RecordingConsumer again =
          RecordingConsumer.of(source, source.parsePosition(second.text()))) {
        assertThat(again.awaitRows(2).stream().map(StreamContract::shown))
            .containsExactly("+(3,x)", "+(4,x)");
      }
    }
  }

  @Test
  void aPreparedTransactionOnMappedTablesStopsTheStream() throws Exception {
    server.execute(
        "CREATE DATABASE IF NOT EXISTS other", "CREATE OR REPLACE TABLE other.t (id INT)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      xa(statement, "a", "INSERT INTO other.t VALUES (1)");
      statement.execute("XA COMMIT 'a'");
      consumer.awaitPosition(source.latestPosition());
      xa(statement, "b", "INSERT INTO shop.users VALUES (1, 'x')");
      statement.execute("XA COMMIT 'b'");
      TroubleContract.assertTrouble(
          consumer.awaitFailure(), Kind.UNDECODABLE, "an XA transaction", "is prepared");
    }
  }

  private static void xa(Statement statement, String name, String change) throws Exception {
    statement.execute("XA START '" + name + "'");
    statement.execute(change);
    statement.execute("XA END '" + name + "'");
    statement.execute("XA PREPARE '" + name + "'");
  }
}
