package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.ColumnType;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.config.Finding;
import dev.freshet.api.config.Finding.Severity;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.FaultProxy;
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

  @Test
  void aTransactionThatWasPreparedBeforeTheStartStopsTheStreamWhenItIsCommitted() throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      xa(statement, "c", "INSERT INTO shop.users VALUES (1, 'x')");
      try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
        consumer.awaitConnected();
        statement.execute("XA COMMIT 'c'");
        TroubleContract.assertTrouble(
            consumer.awaitFailure(), Kind.UNDECODABLE, "prepared before the place");
      }
    }
  }

  @Test
  void aTransactionThatIsOnlyPreparedIsNotHandedOverInParts() throws Exception {
    Source inParts = Sources.of(server.host(), server.port(), "max.transaction.chunk.bytes", "8k");
    try (RecordingConsumer consumer = RecordingConsumer.of(inParts, source.latestPosition());
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      consumer.awaitConnected();
      xa(
          statement,
          "d",
          "INSERT INTO shop.users SELECT seq, REPEAT('x', 100) FROM shop.seq_1_to_2000");
      statement.execute("XA ROLLBACK 'd'");
      TroubleContract.assertTrouble(
          consumer.awaitFailure(), Kind.UNDECODABLE, "an XA transaction", "is prepared");
      assertThat(consumer.rows()).isEmpty();
    }
  }

  @Test
  void preparedTransactionsOnOtherTablesAreRememberedOverConnections() throws Exception {
    server.execute(
        "CREATE DATABASE IF NOT EXISTS other", "CREATE OR REPLACE TABLE other.t (id INT)");
    try (FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Connection connection = server.connect();
        Statement statement = connection.createStatement();
        RecordingConsumer consumer =
            RecordingConsumer.of(
                Sources.of(proxy.host(), proxy.port(), "connect.backoff.min", "20ms"),
                source.latestPosition())) {
      consumer.awaitConnected();
      xa(statement, "e", "INSERT INTO other.t VALUES (1)");
      consumer.awaitPosition(source.latestPosition());
      proxy.cut();
      statement.execute("XA COMMIT 'e'");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.disconnections()).isNotEmpty();
    }
  }

  @Test
  void jsonIsToldFromTextByTheColumnsName() throws Exception {
    server.execute("CREATE TABLE shop.docs (id INT PRIMARY KEY, note LONGTEXT, doc JSON)");
    SourcePosition position = source.latestPosition();
    server.execute(
        "INSERT INTO shop.docs VALUES (1, 'big  world', '{\"a\": 1}')",
        "ALTER TABLE shop.docs DROP COLUMN note");
    try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
      RowChange row = consumer.awaitRows(1).get(0);
      assertThat(row.schema().columns())
          .extracting(column -> column.type())
          .containsExactly(ColumnType.INT, ColumnType.TEXT, ColumnType.JSON);
      assertThat(StreamContract.shown(row)).isEqualTo("+(1,big  world,{\"a\":1})");
    }
  }

  @Test
  void aSystemVersionedTableStopsTheStream() throws Exception {
    server.execute(
        "CREATE TABLE shop.v (id INT PRIMARY KEY, name VARCHAR(10)) WITH SYSTEM VERSIONING");
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute("INSERT INTO shop.v VALUES (1, 'a')", "UPDATE shop.v SET name='b'");
      TroubleContract.assertTrouble(
          consumer.awaitFailure(), Kind.UNDECODABLE, "table shop.v", "system-versioned");
      assertThat(consumer.rows()).isEmpty();
    }
  }

  @Test
  void whatTheBinlogDoesNotTellIsFoundBeforehand() throws Exception {
    server.execute(
        "CREATE TABLE shop.v (id INT PRIMARY KEY) WITH SYSTEM VERSIONING",
        "CREATE TABLE shop.orders (id INT PRIMARY KEY, user INT, CONSTRAINT of_user FOREIGN KEY"
            + " (user) REFERENCES shop.users (id) ON DELETE CASCADE)");
    assertThat(source.check())
        .filteredOn(finding -> finding.severity() == Severity.PROBLEM)
        .extracting(Finding::message)
        .hasSize(2)
        .anyMatch(message -> message.contains("shop.v is system-versioned"))
        .anyMatch(message -> message.contains("foreign key of_user of table shop.orders"));
  }

  @Test
  void whatStandsBehindSetStatementIsRecognised() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      consumer.awaitConnected();
      server.execute(
          "SET STATEMENT lock_wait_timeout=5 FOR TRUNCATE TABLE shop.users",
          "CREATE OR REPLACE DATABASE shop");
      consumer.awaitPosition(source.latestPosition());
      TableName users = new TableName("shop", "users");
      assertThat(consumer.changes())
          .containsExactly(
              new TableChange(users, TableChange.Kind.TRUNCATE),
              new TableChange(users, TableChange.Kind.DROP));
    }
  }

  private static void xa(Statement statement, String name, String change) throws Exception {
    statement.execute("XA START '" + name + "'");
    statement.execute(change);
    statement.execute("XA END '" + name + "'");
    statement.execute("XA PREPARE '" + name + "'");
  }
}
