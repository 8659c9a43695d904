package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryResult;
import dev.freshet.api.spi.Source;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the database is asked, and that it is not believed before it has what is asked for. */
class QueriedDatabaseIT {

  private static final String QUERY = "SELECT v FROM shop.t WHERE id = ?";
  private static final Duration DELAY = Duration.ofMillis(1500);

  private static void create(DatabaseServer server) throws SQLException {
    server.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (id BIGINT PRIMARY KEY, v INT, name VARCHAR(30), KEY (name))",
        "INSERT INTO shop.t VALUES (1, 0, 'it''s'), (2, 0, NULL), (3, 7, 'ü\\\\')");
  }

  private static String single(List<QueryResult> results) {
    assertThat(results).hasSize(1);
    return TextWriter.of(results.get(0).rows().get(0), 0);
  }

  private static String ask(Database database, long id, SourcePosition position) throws Exception {
    return single(database.query(QUERY, List.of(List.of(id)), position));
  }

  private static String shownByEngine(DatabaseServer server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT v FROM shop.t WHERE id = 1")) {
      row.next();
      return row.getString(1);
    }
  }

  private static CompletableFuture<Void> executeLater(DatabaseServer server, String statement) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            server.execute(statement);
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        });
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aChangeThatTheEngineHasNotCommittedIsWaitedFor(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = Sources.of(server);
      CommitDelay delay = CommitDelay.of(server, DELAY);
      try (Database database = source.database();
          RecordingConsumer consumer = RecordingConsumer.of(source)) {
        ask(database, 1, source.latestPosition());
        for (int value = 1; value <= 3; value++) {
          delay.arm();
          CompletableFuture<Void> committed =
              executeLater(server, "UPDATE shop.t SET v=" + value + " WHERE id=1");
          consumer.awaitRows(value);
          assertThat(shownByEngine(server))
              .as("the binlog is ahead of the engine")
              .isEqualTo(String.valueOf(value - 1));
          assertThat(ask(database, 1, consumer.lastPosition())).isEqualTo(String.valueOf(value));
          committed.join();
        }
        server.execute("FLUSH BINARY LOGS");
        assertThat(ask(database, 1, source.latestPosition())).isEqualTo("3");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"MYSQL, ON", "MARIADB, ON", "MARIADB, OFF"})
  void aReplicaIsAskedOnceItHasTheChange(Flavor flavor, String logsReplicated) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        DatabaseServer replica =
            DatabaseServer.start(flavor, "--log-slave-updates=" + logsReplicated)) {
      Replication replication = Replication.start(server, replica);
      create(server);
      Source source =
          Sources.of(
              server, "query.hosts", replica.host() + ":" + replica.port(), "query.timeout", "3s");
      try (Database database = source.database()) {
        assertThat(ask(database, 3, source.latestPosition())).isEqualTo("7");
        replication.stopApplying();
        server.execute("UPDATE shop.t SET v=8 WHERE id=3");
        SourcePosition changed = source.latestPosition();
        assertThatThrownBy(() -> ask(database, 3, changed))
            .isInstanceOf(QueryException.class)
            .hasMessageContaining("within query.timeout");
        CompletableFuture<Void> applied =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    Thread.sleep(500);
                    replication.startApplying();
                  } catch (SQLException | InterruptedException e) {
                    throw new CompletionException(e);
                  }
                });
        assertThat(ask(database, 3, changed)).isEqualTo("8");
        applied.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theNextReplicaIsAskedWhenOneIsAway(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        DatabaseServer gone = DatabaseServer.start(flavor)) {
      create(server);
      Source source =
          Sources.of(
              server,
              "query.hosts",
              gone.host() + ":" + gone.port() + "," + server.host() + ":" + server.port());
      gone.kill();
      try (Database database = source.database()) {
        assertThat(ask(database, 3, source.latestPosition())).isEqualTo("7");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void manyQuestionsAreAnsweredInTheirOrder(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      server.execute("ALTER TABLE shop.t ADD f FLOAT");
      Source source = Sources.of(server);
      List<List<Object>> ids = new ArrayList<>();
      StringBuilder rows = new StringBuilder("INSERT INTO shop.t VALUES (1000, 0, NULL, 0.1)");
      for (long id = 1001; id < 1200; id++) {
        rows.append(", (%d, %d, NULL, %d.1)".formatted(id, -id, id));
        ids.add(List.of(id));
      }
      server.execute(rows.toString());
      SourcePosition position = source.latestPosition();
      try (Database database = source.database()) {
        for (String column : List.of("v", "f")) {
          List<QueryResult> results =
              database.query("SELECT " + column + " FROM shop.t WHERE id = ?", ids, position);
          assertThat(results).hasSize(199);
          for (int i = 0; i < results.size(); i++) {
            int id = 1001 + i;
            assertThat(single(List.of(results.get(i))))
                .isEqualTo(column.equals("v") ? "-" + id : id + ".1");
          }
        }
        assertThat(ask(database, 1_000_000, position, "none")).isEqualTo("none");
      }
    }
  }

  private static String ask(Database database, long id, SourcePosition position, String none)
      throws Exception {
    List<QueryResult> results = database.query(QUERY, List.of(List.of(id)), position);
    return results.get(0).rows().isEmpty() ? none : single(results);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void argumentsAreValuesWhateverTheyHold(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = Sources.of(server);
      SourcePosition position = source.latestPosition();
      String byName = "SELECT v, '?', \"?\" /* ? */ FROM shop.t WHERE name = ?";
      try (Database database = source.database()) {
        List<QueryResult> results =
            database.query(
                byName,
                List.of(
                    List.of("it's"), List.of("ü\\"), List.of("' OR '1'='1"), List.of("\\' OR 1 #")),
                position);
        assertThat(results.stream().map(result -> result.rows().size()))
            .containsExactly(1, 1, 0, 0);
        assertThat(TextWriter.of(results.get(1).rows().get(0), 0)).isEqualTo("7");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aQueryThatFailsSaysSoWithoutRowData(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = Sources.of(server, "query.timeout", "1s");
      SourcePosition position = source.latestPosition();
      try (Database database = source.database()) {
        assertThatThrownBy(
                () ->
                    database.query(
                        "SELECT nothing FROM shop.t WHERE name = ?",
                        List.of(List.of("secret")),
                        position))
            .isInstanceOfSatisfying(QueryException.class, e -> assertThat(e.isRefused()).isTrue())
            .hasMessage("the query failed with error 1054 (42S22); freshet check says more");
        assertThatThrownBy(
                () ->
                    database.query(
                        "SELECT COUNT(*) FROM shop.t a, shop.t b WHERE SLEEP(1 + a.id) = ?",
                        List.of(List.of(9L)),
                        position))
            .hasMessage("the query took longer than query.timeout");
        assertThat(ask(database, 3, position)).as("it goes on").isEqualTo("7");
        server.restart();
        assertThat(ask(database, 3, position)).as("on a new connection").isEqualTo("7");
        server.execute("SET GLOBAL wait_timeout = 1");
        try (Database impatient = source.database()) {
          assertThat(ask(impatient, 3, position)).isEqualTo("7");
          Thread.sleep(2500);
          assertThat(ask(impatient, 3, position)).as("after a long time").isEqualTo("7");
        }
        server.kill();
        assertThatThrownBy(() -> ask(database, 3, position))
            .isInstanceOfSatisfying(QueryException.class, e -> assertThat(e.isRefused()).isFalse());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aCheckTellsWhatAQueryWouldRead(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      try (Database database = Sources.of(server).database()) {
        assertThat(database.check("transformer t", QUERY))
            .containsExactly(
                Finding.ok("transformer t", "the query can be run, and reads by index"));
        assertThat(database.check("transformer t", "SELECT id FROM shop.t WHERE v = ?"))
            .singleElement()
            .satisfies(
                finding -> {
                  assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                  assertThat(finding.message()).isEqualTo("the query reads all of t for each key");
                });
        assertThat(database.check("transformer t", "SELECT nothing FROM shop.t WHERE id = ?"))
            .singleElement()
            .satisfies(
                finding -> {
                  assertThat(finding.severity()).isEqualTo(Finding.Severity.PROBLEM);
                  assertThat(finding.message()).contains("nothing");
                });
      }
    }
  }

  @Test
  void withoutGtidsMysqlIsNotBelieved() throws Exception {
    try (DatabaseServer server =
        DatabaseServer.start(Flavor.MYSQL, "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF")) {
      create(server);
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        assertThatThrownBy(() -> ask(database, 3, source.latestPosition()))
            .isInstanceOf(QueryException.class)
            .hasMessageContaining("set gtid_mode=ON");
      }
    }
  }
}
