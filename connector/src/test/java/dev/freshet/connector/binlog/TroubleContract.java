package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.config.Finding;
import dev.freshet.api.config.Finding.Severity;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever is wrong has a name and a remedy, before the stream begins and while it runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TroubleContract {

  final DatabaseServer server;
  private final Source source;

  TroubleContract(Flavor flavor) {
    server = DatabaseServer.start(flavor);
    source = Sources.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void emptySchema() throws Exception {
    server.execute(
        "SET GLOBAL binlog_format=ROW",
        "DROP DATABASE IF EXISTS shop",
        "DROP DATABASE IF EXISTS other",
        "CREATE DATABASE shop",
        "CREATE DATABASE other",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))",
        "CREATE TABLE other.logs (id INT PRIMARY KEY)");
  }

  static void assertTrouble(SourceException trouble, Kind kind, String... words) {
    assertThat(trouble).hasMessageContainingAll(words);
    assertThat(trouble.kind()).as(trouble.getMessage()).isEqualTo(kind);
  }

  private static SourceException latest(Source source) {
    return catchThrowableOfType(SourceException.class, source::latestPosition);
  }

  @Test
  void aWrongPasswordIsRefusedAndNeverShown() throws Exception {
    SourcePosition position = source.latestPosition();
    Source wrong = Sources.of(server, "database.password", "hunter2");
    assertTrouble(latest(wrong), Kind.REFUSED, "refuses user 'root'", "check database.user");
    try (RecordingConsumer consumer = RecordingConsumer.of(wrong, position)) {
      SourceException failure = consumer.awaitFailure();
      assertTrouble(failure, Kind.REFUSED, "refuses user 'root'");
      assertThat(failure).hasMessageNotContaining("hunter2");
    }
    assertThat(wrong.check())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(finding.toString())
                  .contains("refuses user", "database.password")
                  .doesNotContain("hunter2");
            });
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    Source nowhere = Sources.of("127.0.0.1", 1);
    assertTrouble(
        latest(nowhere), Kind.UNREACHABLE, "database 127.0.0.1:1 cannot be reached", "refused");
    try (RecordingConsumer consumer = RecordingConsumer.of(nowhere, source.latestPosition())) {
      await().until(() -> consumer.disconnections().size() >= 2);
    }
  }

  /** MySQL's accounts log in by caching_sha2_password, which is another matter without TLS. */
  @Test
  void aNewUserCanReadWithAndWithoutTls() throws Exception {
    for (String mode : List.of("disabled", "preferred")) {
      server.execute(
          "DROP USER IF EXISTS fresh",
          "CREATE USER fresh IDENTIFIED BY 'secret of fresh'",
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO fresh");
      // the binlog's connection comes first, so that no other has had the password cached
      Source asFresh =
          Sources.of(
              server,
              "database.user",
              "fresh",
              "database.password",
              "secret of fresh",
              "database.ssl.mode",
              mode);
      int id = mode.length();
      try (RecordingConsumer consumer = RecordingConsumer.of(asFresh, source.latestPosition())) {
        server.execute("INSERT INTO shop.users VALUES (" + id + ", 'x')");
        assertThat(consumer.awaitRows(1)).hasSize(1);
      }
      assertThat(asFresh.check()).noneMatch(finding -> finding.severity() == Severity.PROBLEM);
    }
  }

  @Test
  void tlsThatCannotBeHadIsNamed() {
    Source verifying = Sources.of(server, "database.ssl.mode", "verify_ca");
    assertTrouble(
        latest(verifying),
        Kind.MISCONFIGURED,
        "database.ssl.mode=verify_ca",
        "database.ssl.truststore");
  }

  @Test
  void aMissingPrivilegeIsNamed() throws Exception {
    server.execute(
        "DROP USER IF EXISTS weak",
        "CREATE USER weak IDENTIFIED BY 'secret of weak'",
        "GRANT SELECT ON other.* TO weak");
    Source asWeak =
        Sources.of(server, "database.user", "weak", "database.password", "secret of weak");
    try (RecordingConsumer consumer = RecordingConsumer.of(asWeak, source.latestPosition())) {
      assertTrouble(
          consumer.awaitFailure(), Kind.REFUSED, "lacks a privilege", "GRANT REPLICATION SLAVE");
    }
    assertThat(asWeak.check())
        .filteredOn(finding -> finding.severity() == Severity.PROBLEM)
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("lacks REPLICATION SLAVE"));
    assertThat(asWeak.check())
        .extracting(Finding::message)
        .anyMatch(message -> message.contains("no table that is mapped"));
  }

  @Test
  void aServerThatIsSetUpWellHasNoFindings() {
    assertThat(source.check())
        .as("findings")
        .noneMatch(finding -> finding.severity() == Severity.PROBLEM)
        .extracting(Finding::message)
        .contains("log_bin is ON", "binlog_format is ROW", "binlog_row_metadata is FULL")
        .anyMatch(message -> message.contains("1 mapped tables can be read"));
  }

  @Test
  void anotherFormatThanRowsIsNamed() throws Exception {
    SourcePosition position = source.latestPosition();
    server.execute("SET GLOBAL binlog_format=MIXED");
    assertTrouble(
        latest(source), Kind.MISCONFIGURED, "binlog_format=MIXED", "SET GLOBAL binlog_format=ROW");
    try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
      assertTrouble(consumer.awaitFailure(), Kind.MISCONFIGURED, "binlog_format=MIXED");
    }
    assertThat(source.check())
        .anyMatch(
            finding ->
                finding.severity() == Severity.PROBLEM
                    && finding.message().contains("binlog_format is MIXED"));
  }

  @Test
  void ourOwnIdMustNotBeTheServers() throws Exception {
    Source same = Sources.of(server, "database.server.id", serverId());
    assertTrouble(latest(same), Kind.MISCONFIGURED, "server_id", "database.server.id");
  }

  private String serverId() throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery("SELECT @@server_id")) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void rowsThatAreChangedByAStatementStopTheStream() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION binlog_format=STATEMENT");
      statement.execute("INSERT INTO other.logs VALUES (1)");
      statement.execute("INSERT INTO shop.users VALUES (1, 'secret')");
      SourceException failure = consumer.awaitFailure();
      assertTrouble(
          failure, Kind.UNDECODABLE, "rows of table shop.users", "binlog_format=ROW", ".0000");
      assertThat(failure).hasMessageNotContaining("secret");
      assertThat(consumer.changes()).isEmpty();
    }
  }

  @Test
  void aPositionThatWasPurgedIsLost() throws Exception {
    SourcePosition position = source.latestPosition();
    server.execute("INSERT INTO shop.users VALUES (1, 'x')", "FLUSH BINARY LOGS");
    server.execute("INSERT INTO shop.users VALUES (2, 'x')", "FLUSH BINARY LOGS");
    purge();
    try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
      SourceException failure = consumer.awaitFailure();
      assertTrouble(failure, Kind.POSITION_LOST, "latest position", "warm");
      assertThat(consumer.changes()).isEmpty();
    }
    try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
      server.execute("INSERT INTO shop.users VALUES (3, 'x')");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.rows()).isNotEmpty();
    }
  }

  private void purge() {
    await().atMost(Duration.ofSeconds(30)).until(() -> server.purgeBinlogs() == 1);
  }

  @Test
  void aDatabaseThatWasDroppedWithAllMappedTablesStopsTheStream() throws Exception {
    server.execute("INSERT INTO shop.users VALUES (1, 'x')");
    SourcePosition position = source.latestPosition();
    server.execute("DROP DATABASE shop");
    try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
      assertTrouble(
          consumer.awaitFailure(), Kind.UNDECODABLE, "database shop was dropped", "warmed");
    }
  }

  @Test
  void whatIsKeptOutOfTheBinlogIsNamed() throws Exception {
    String[] options =
        server.flavor() == Flavor.MYSQL
            ? new String[] {"--binlog-ignore-db=shop", "--log-replica-updates=OFF"}
            : new String[] {"--binlog-ignore-db=shop", "--log-slave-updates=OFF"};
    try (DatabaseServer less = DatabaseServer.start(server.flavor(), options)) {
      less.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT)",
          server.flavor() == Flavor.MYSQL
              ? "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=1"
              : "CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=1");
      assertThat(Sources.of(less).check())
          .filteredOn(finding -> finding.severity() == Severity.PROBLEM)
          .extracting(Finding::message)
          .hasSize(2)
          .anyMatch(message -> message.contains("binlog_ignore_db=shop"))
          .anyMatch(message -> message.contains("log_slave_updates=OFF"));
    }
  }

  /** As two daemons of one name have, or one with an id that another's pools catch up with. */
  @Test
  void ofTwoReadersWithOneIdTheFirstStandsBackAndIsNamed() throws Exception {
    Source waiting = Sources.of(server, "connect.backoff.min", "20ms", "connect.backoff.max", "1h");
    try (RecordingConsumer first = RecordingConsumer.of(waiting)) {
      first.awaitConnected();
      try (RecordingConsumer second = RecordingConsumer.of(waiting)) {
        second.awaitConnected();
        insert(0);
        assertThat(second.awaitRows(1)).hasSize(1);
        assertDisplaced(first);
        assertThat(second.disconnections()).isEmpty();
        assertThat(first.connections()).hasSize(1);
      }
    }
  }

  @Test
  void readersWithOneIdTakeTurnsAndLoseNothing() throws Exception {
    Source returning =
        Sources.of(server, "connect.backoff.min", "20ms", "connect.backoff.max", "2s");
    SourcePosition from = returning.latestPosition();
    try (RecordingConsumer first = RecordingConsumer.of(returning, from)) {
      first.awaitConnected();
      AtomicInteger written = new AtomicInteger();
      try (RecordingConsumer second = RecordingConsumer.of(returning, from)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> {
                  insert(written.getAndIncrement());
                  return !first.disconnections().isEmpty() && !second.disconnections().isEmpty();
                });
        assertThat(first.awaitRows(written.get())).hasSize(written.get());
        assertThat(second.awaitRows(written.get())).hasSize(written.get());
        assertDisplaced(first);
        assertDisplaced(second);
      }
      insert(written.getAndIncrement());
      assertThat(first.awaitRows(written.get())).hasSize(written.get());
    }
  }

  private void insert(int id) throws SQLException {
    server.execute("INSERT INTO shop.users VALUES (" + id + ", 'x')");
  }

  private static void assertDisplaced(RecordingConsumer consumer) {
    await().atMost(Duration.ofSeconds(30)).until(() -> !consumer.disconnections().isEmpty());
    assertTrouble(
        consumer.disconnections().get(0),
        Kind.DISPLACED,
        "another replica with our server id",
        "give each daemon a database.server.id");
  }

  @Test
  void aPurgedPositionIsKnownToBeLostBeforeTheStreamBegins() throws Exception {
    SourcePosition position = source.latestPosition();
    source.verifyPosition(position);
    server.execute("INSERT INTO shop.users VALUES (1, 'x')", "FLUSH BINARY LOGS");
    server.execute("INSERT INTO shop.users VALUES (2, 'x')", "FLUSH BINARY LOGS");
    purge();
    assertTrouble(
        catchThrowableOfType(SourceException.class, () -> source.verifyPosition(position)),
        Kind.POSITION_LOST,
        "purged",
        "warm");
    source.verifyPosition(source.earliestPosition());
  }

  @Test
  void aPositionThatTheServerHasNotReachedIsLost() throws Exception {
    server.execute("INSERT INTO shop.users VALUES (1, 'x')");
    SourcePosition position = source.latestPosition();
    try (DatabaseServer another = DatabaseServer.start(server.flavor())) {
      Source ofAnother = Sources.of(another);
      assertTrouble(
          catchThrowableOfType(SourceException.class, () -> ofAnother.verifyPosition(position)),
          Kind.POSITION_LOST,
          "does not know",
          "warm");
    }
  }

  @Test
  void aTableThatCannotBeNamedStopsTheStream() throws Exception {
    server.execute(
        "SET GLOBAL binlog_row_metadata="
            + (server.flavor() == Flavor.MYSQL ? "MINIMAL" : "NO_LOG"));
    try {
      SourcePosition position = source.latestPosition();
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("INSERT INTO shop.users VALUES (1, 'x')");
        statement.execute("ALTER TABLE shop.users ADD COLUMN age INT");
      }
      try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
        assertTrouble(
            consumer.awaitFailure(),
            Kind.UNDECODABLE,
            "table shop.users",
            "2 columns without names",
            "shows 3",
            "SET GLOBAL binlog_row_metadata=FULL");
      }
      server.execute("ALTER TABLE shop.users DROP COLUMN age, MODIFY name BLOB");
      try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
        assertTrouble(
            consumer.awaitFailure(), Kind.UNDECODABLE, "column 2", "type 15", "name blob");
      }
    } finally {
      server.execute("SET GLOBAL binlog_row_metadata=FULL");
    }
  }
}
