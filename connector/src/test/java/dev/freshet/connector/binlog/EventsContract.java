package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The events that come seldom, or only when something is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EventsContract {

  final DatabaseServer server;
  final Source source;

  EventsContract(Flavor flavor) {
    server = DatabaseServer.start(flavor, "--secure-file-priv=");
    source = Sources.of(server);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void emptySchema() throws Exception {
    server.execute(
        "DROP DATABASE IF EXISTS shop",
        "DROP DATABASE IF EXISTS other",
        "CREATE DATABASE shop",
        "CREATE DATABASE other",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(500))",
        "CREATE TABLE shop.orders (id INT PRIMARY KEY)",
        "CREATE TABLE other.logs (id INT PRIMARY KEY, line TEXT)");
  }

  private Source invalidating() {
    return Sources.of(server, "statement.format", "invalidate");
  }

  private static TableChange byStatement(String table) {
    return new TableChange(new TableName("shop", table), TableChange.Kind.STATEMENT);
  }

  static List<String> shown(List<RowChange> rows) {
    return rows.stream().map(StreamContract::shown).toList();
  }

  @Test
  void aDamagedByteInABinlogFileStopsTheStreamWithFileAndOffset() throws Exception {
    server.execute("FLUSH BINARY LOGS", "INSERT INTO shop.users VALUES (1, 'before')");
    SourcePosition position = source.latestPosition();
    server.execute("INSERT INTO shop.users VALUES (2, REPEAT('a', 500))");
    String file;
    long start = 0;
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      try (var row = statement.executeQuery("SHOW BINARY LOGS")) {
        file = "";
        while (row.next()) {
          file = row.getString(1);
        }
      }
      try (var row = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file + "'")) {
        while (row.next()) {
          start = row.getString(3).startsWith("Write_rows") ? row.getLong(2) : start;
        }
      }
      try (var row = statement.executeQuery("SELECT @@log_bin_basename")) {
        row.next();
        String folder = row.getString(1);
        server.overwrite(
            folder.substring(0, folder.lastIndexOf('/') + 1) + file, start + 300, (byte) 'b');
      }
    }
    try (RecordingConsumer consumer = RecordingConsumer.of(source, position)) {
      SourceException failure = consumer.awaitFailure();
      TroubleContract.assertTrouble(
          failure,
          Kind.UNDECODABLE,
          "the event at " + file + ":" + start + " is damaged",
          "checksum",
          "warmed");
      assertThat(consumer.rows()).isEmpty();
    }
    // the next test shall not read it
    server.execute("FLUSH BINARY LOGS");
  }

  @Test
  void rowsThatAStatementChangesInvalidateTheirTableIfSetSo() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(invalidating());
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      consumer.awaitConnected();
      statement.execute("SET SESSION binlog_format=STATEMENT");
      statement.execute("INSERT INTO other.logs VALUES (1, 'not mapped')");
      statement.execute("INSERT INTO shop.users VALUES (1, 'x')");
      statement.execute("SET SESSION binlog_format=ROW");
      statement.execute("INSERT INTO shop.orders VALUES (1)");
      consumer.awaitPosition(source.latestPosition());
      List<Change> changes = consumer.changes();
      assertThat(changes).hasSize(2);
      assertThat(changes.get(0)).isEqualTo(byStatement("users"));
      assertThat(shown(consumer.rows())).containsExactly("+(1)");
    }
  }

  @Test
  void aStatementThatChangesSeveralTablesInvalidatesAllThatAreMapped() throws Exception {
    server.execute("INSERT INTO shop.users VALUES (1, 'x')", "INSERT INTO shop.orders VALUES (1)");
    try (RecordingConsumer consumer = RecordingConsumer.of(invalidating());
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      consumer.awaitConnected();
      statement.execute("SET SESSION binlog_format=STATEMENT");
      statement.execute(
          "UPDATE shop.users u JOIN shop.orders o ON u.id=o.id SET u.name='y', o.id=2");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.changes())
          .containsExactlyInAnyOrder(byStatement("users"), byStatement("orders"));
    }
  }

  private String outfile(Statement statement) throws Exception {
    try (var row = statement.executeQuery("SELECT @@datadir, CONNECTION_ID()")) {
      row.next();
      String file = row.getString(1) + "load-" + row.getString(2) + ".txt";
      statement.execute("SELECT 7, 'loaded' INTO OUTFILE '" + file + "'");
      return file;
    }
  }

  @Test
  void loadDataIsReadAsRows() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("LOAD DATA INFILE '" + outfile(statement) + "' INTO TABLE shop.users");
      assertThat(shown(consumer.awaitRows(1))).containsExactly("+(7,loaded)");
    }
  }

  @Test
  void loadDataThatIsWrittenAsAStatementStopsTheStreamOrInvalidates() throws Exception {
    try (RecordingConsumer stopping = RecordingConsumer.of(source);
        RecordingConsumer consumer =
            RecordingConsumer.of(
                Sources.of(server, "statement.format", "invalidate", "database.server.id", "778"));
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      stopping.awaitConnected();
      consumer.awaitConnected();
      String file = outfile(statement);
      statement.execute("SET SESSION binlog_format=STATEMENT");
      statement.execute("LOAD DATA INFILE '" + file + "' INTO TABLE shop.users");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.changes()).contains(byStatement("users"));
      TroubleContract.assertTrouble(
          stopping.awaitFailure(),
          Kind.UNDECODABLE,
          "rows of one or more tables were changed by a statement",
          "binlog_format=ROW",
          "statement.format=invalidate");
    }
  }

  @Test
  void filesGoOnAfterNumber999999() throws Exception {
    server.execute(
        server.flavor() == Flavor.MYSQL
            ? "RESET BINARY LOGS AND GTIDS TO 999998"
            : "RESET MASTER TO 999998");
    SourcePosition start = source.latestPosition();
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      for (int i = 1; i <= 4; i++) {
        server.execute("INSERT INTO shop.users VALUES (" + i + ", 'u')", "FLUSH BINARY LOGS");
      }
      assertThat(shown(consumer.awaitRows(4)))
          .containsExactly("+(1,u)", "+(2,u)", "+(3,u)", "+(4,u)");
      consumer.awaitPosition(source.latestPosition());
    }
    source.verifyPosition(start);
    try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
      assertThat(consumer.awaitRows(4)).hasSize(4);
    }
  }

  @Test
  void aKeyThatChangesTenThousandTimesInATransactionComesAsOften() throws Exception {
    server.execute("INSERT INTO shop.users VALUES (1, '0')");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 1; i <= 10_000; i++) {
        statement.addBatch("UPDATE shop.users SET name='" + i + "'");
      }
      statement.executeBatch();
      connection.commit();
      List<RowChange> rows = consumer.awaitRows(10_000);
      assertThat(rows).hasSize(10_000);
      assertThat(StreamContract.shown(rows.get(9_999))).isEqualTo("(1,9999)>(1,10000)");
    }
  }

  @Test
  void partitionsThatLoseRowsAndTablesThatAreAlteredAreTold() throws Exception {
    server.execute(
        "CREATE TABLE shop.parts (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION p0 VALUES"
            + " LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN"
            + " (30))",
        "CREATE TABLE shop.swapped (id INT PRIMARY KEY)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      consumer.awaitConnected();
      server.execute(
          "ALTER TABLE shop.parts TRUNCATE PARTITION p0",
          "ALTER TABLE shop.parts DROP PARTITION p0",
          "ALTER TABLE shop.parts EXCHANGE PARTITION p1 WITH TABLE shop.swapped",
          "ALTER TABLE shop.users ADD COLUMN age INT",
          "ALTER TABLE shop.users ADD INDEX (name(10))");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.changes().stream().distinct())
          .containsExactly(
              change("parts", TableChange.Kind.TRUNCATE),
              change("swapped", TableChange.Kind.TRUNCATE),
              change("users", TableChange.Kind.ALTER));
    }
  }

  @Test
  void howLongTheBinlogIsKeptIsWhatTheServerSays() throws Exception {
    server.execute("SET GLOBAL binlog_expire_logs_seconds=7200");
    assertThat(source.retention()).contains(Duration.ofHours(2));
    server.execute("SET GLOBAL binlog_expire_logs_seconds=0");
    assertThat(source.retention()).isEmpty();
  }

  private static TableChange change(String table, TableChange.Kind kind) {
    return new TableChange(new TableName("shop", table), kind);
  }

  /** Numbers that do not touch each other, so that each is an interval of its own. */
  static String scattered(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Integer.toString(2 * i + 1))
        .collect(Collectors.joining(":"));
  }
}
