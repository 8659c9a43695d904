package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
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

/** What only MySQL writes into a binlog. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MysqlStreamIT {

  private final DatabaseServer server = DatabaseServer.start(Flavor.MYSQL);
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
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))");
  }

  @Test
  void xaTransactionsCountWhenTheyAreCommitted() throws Exception {
    SourcePosition start = source.latestPosition();
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("XA START 'one'");
      statement.execute("INSERT INTO shop.users VALUES (1, 'one phase')");
      statement.execute("XA END 'one'");
      statement.execute("XA COMMIT 'one' ONE PHASE");
      statement.execute("XA START 'two'");
      statement.execute("INSERT INTO shop.users VALUES (2, 'two phases')");
      statement.execute("XA END 'two'");
      statement.execute("XA PREPARE 'two'");
      try (Connection second = server.connect();
          Statement other = second.createStatement()) {
        other.execute("INSERT INTO shop.users VALUES (3, 'between')");
        List<RowChange> rows = consumer.awaitRows(2);
        assertThat(rows.stream().map(StreamContract::shown))
            .containsExactly("+(1,one phase)", "+(3,between)");
        SourcePosition between = consumer.lastPosition();
        other.execute("XA COMMIT 'two'");
        assertThat(StreamContract.shown(consumer.awaitRows(3).get(2))).isEqualTo("+(2,two phases)");
        consumer.awaitPosition(source.latestPosition());
        try (RecordingConsumer again = RecordingConsumer.of(source, between)) {
          assertThat(StreamContract.shown(again.awaitRows(1).get(0))).isEqualTo("+(2,two phases)");
          again.awaitPosition(source.latestPosition());
        }
      }
    }
  }

  @Test
  void compressedTransactionsAreReadAsOthers() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET binlog_transaction_compression=ON");
      statement.execute("CREATE TABLE shop.big (id INT PRIMARY KEY, filler VARCHAR(500))");
      connection.setAutoCommit(false);
      for (int i = 0; i < 1000; i++) {
        statement.execute("INSERT INTO shop.big VALUES (" + i + ", REPEAT('x', 500))");
      }
      connection.commit();
      statement.execute("UPDATE shop.big SET filler='short' WHERE id=5");
      connection.commit();
      List<RowChange> rows = consumer.awaitRows(1001);
      assertThat(StreamContract.shown(rows.get(999))).isEqualTo("+(999," + "x".repeat(500) + ")");
      assertThat(StreamContract.shown(rows.get(1000)))
          .isEqualTo("(5," + "x".repeat(500) + ")>(5,short)");
      consumer.awaitPosition(source.latestPosition());
      assertThat(StreamContract.nonEmpty(consumer)).hasSize(2);
    }
  }

  @Test
  void taggedGtidsArePartOfThePosition() throws Exception {
    SourcePosition start = source.latestPosition();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO shop.users VALUES (1, 'plain')");
      statement.execute("SET gtid_next='AUTOMATIC:blue'");
      statement.execute("INSERT INTO shop.users VALUES (2, 'tagged')");
      statement.execute("SET gtid_next='AUTOMATIC'");
      statement.execute("INSERT INTO shop.users VALUES (3, 'plain')");
    }
    SourcePosition tagged;
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      consumer.awaitRows(3);
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.lastPosition()).isEqualTo(source.latestPosition());
      tagged = StreamContract.nonEmpty(consumer).get(1).position();
      assertThat(tagged.text()).contains(":blue:1");
    }
    try (RecordingConsumer consumer =
        RecordingConsumer.of(source, source.parsePosition(tagged.text()))) {
      assertThat(consumer.awaitRows(1).stream().map(StreamContract::shown))
          .containsExactly("+(3,plain)");
    }
  }

  @Test
  void partialJsonUpdatesStopTheStream() throws Exception {
    server.execute("CREATE TABLE shop.docs (id INT PRIMARY KEY, doc JSON)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO shop.docs VALUES (1, JSON_OBJECT('a', REPEAT('x', 200), 'b', 1))");
      statement.execute("SET binlog_row_value_options='PARTIAL_JSON'");
      statement.execute("UPDATE shop.docs SET doc=JSON_SET(doc, '$.b', 2)");
      SourceException failure = consumer.awaitFailure();
      assertThat(failure.kind()).isEqualTo(Kind.UNDECODABLE);
      assertThat(failure)
          .hasMessageMatching(
              "the event at binlog\\.\\d+:\\d+ \\(type 39\\).*binlog_row_value_options=''.*");
      assertThat(consumer.rows()).hasSize(1);
    }
  }
}
