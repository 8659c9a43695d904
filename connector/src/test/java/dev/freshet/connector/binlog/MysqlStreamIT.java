package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.config.Finding.Severity;
import dev.freshet.api.spi.Source;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  void aPreparedTransactionIsNotAskedForAgain() throws Exception {
    server.execute("CREATE DATABASE IF NOT EXISTS other", "CREATE TABLE other.t (id INT)");
    AtomicInteger parts = new AtomicInteger();
    try (FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        Connection connection = server.connect();
        Statement statement = connection.createStatement();
        RecordingConsumer consumer =
            RecordingConsumer.of(
                Sources.of(
                    proxy.host(),
                    proxy.port(),
                    "max.transaction.chunk.bytes",
                    "64k",
                    "connect.backoff.min",
                    "20ms"),
                source.latestPosition(),
                chunk -> {
                  if (!chunk.finished() && parts.incrementAndGet() == 3) {
                    proxy.cut();
                  }
                })) {
      consumer.awaitConnected();
      statement.execute("XA START 'q'");
      statement.execute("INSERT INTO other.t VALUES (1)");
      statement.execute("INSERT INTO shop.users VALUES (-1, 'prepared')");
      statement.execute("XA END 'q'");
      statement.execute("XA PREPARE 'q'");
      try (Connection second = server.connect();
          Statement other = second.createStatement()) {
        second.setAutoCommit(false);
        for (int i = 0; i < 100_000; i += 500) {
          StringBuilder rows =
              new StringBuilder("INSERT INTO shop.users VALUES (" + i + ", REPEAT('x', 50))");
          for (int j = i + 1; j < i + 500; j++) {
            rows.append(", (").append(j).append(", REPEAT('x', 50))");
          }
          other.execute(rows.toString());
        }
        second.commit();
        consumer.awaitRows(100_000);
      } finally {
        // its locks would make whatever comes next wait for ever
        statement.execute("XA COMMIT 'q'");
      }
      assertThat(StreamContract.shown(consumer.awaitRows(100_001).get(100_000)))
          .isEqualTo("+(-1,prepared)");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.disconnections()).isNotEmpty();
    } finally {
      server.execute("DROP DATABASE other");
    }
  }

  @Test
  void aCommitThatWaitsForOtherReplicasIsNoLostPosition() throws Exception {
    server.execute(
        "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
        "SET GLOBAL rpl_semi_sync_source_timeout=9000",
        "SET GLOBAL rpl_semi_sync_source_enabled=1");
    try (FaultProxy proxy = FaultProxy.start(server.host(), server.port());
        RecordingConsumer consumer =
            RecordingConsumer.of(
                Sources.of(proxy.host(), proxy.port(), "connect.backoff.min", "20ms"),
                source.latestPosition())) {
      consumer.awaitConnected();
      CompletableFuture<Void> commit =
          CompletableFuture.runAsync(
              () -> {
                try {
                  server.execute("INSERT INTO shop.users VALUES (1, 'waits')");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      consumer.awaitRows(1);
      proxy.cut();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  consumer.disconnections().stream()
                      .anyMatch(
                          cause ->
                              String.valueOf(cause.getMessage()).contains("not committed yet")));
      commit.get(30, TimeUnit.SECONDS);
      server.execute("SET GLOBAL rpl_semi_sync_source_enabled=0");
      server.execute("INSERT INTO shop.users VALUES (2, 'next')");
      assertThat(consumer.awaitRows(2)).hasSize(2);
    } finally {
      server.execute("UNINSTALL PLUGIN rpl_semi_sync_source");
    }
  }

  @Test
  void whatForeignKeysChangeIsInTheBinlog() throws Exception {
    server.execute(
        "CREATE TABLE shop.orders (id INT PRIMARY KEY, user INT, FOREIGN KEY (user) REFERENCES"
            + " shop.users (id) ON DELETE CASCADE)",
        "INSERT INTO shop.users VALUES (1, 'a')",
        "INSERT INTO shop.orders VALUES (10, 1)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute("DELETE FROM shop.users");
      assertThat(consumer.awaitRows(2).stream().map(StreamContract::shown))
          .containsExactlyInAnyOrder("-(1,a)", "-(10,1)");
    }
    assertThat(source.check()).noneMatch(finding -> finding.severity() == Severity.PROBLEM);
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
}
