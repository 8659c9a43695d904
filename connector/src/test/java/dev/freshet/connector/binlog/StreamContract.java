package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.Source;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a stream delivers, in which order and with which positions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StreamContract {

  private final DatabaseServer server;
  private final Source source;
  private final Flavor flavor;
  private final SourceKind kind;

  protected StreamContract(Flavor flavor, SourceKind kind) {
    server = DatabaseServer.start(flavor);
    source = kind.of(server);
    this.flavor = flavor;
    this.kind = kind;
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
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))",
        "CREATE TABLE other.logs (id INT PRIMARY KEY AUTO_INCREMENT, line TEXT)");
  }

  @Test
  void transactionsComeWholeAndInOrder() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO shop.users VALUES (1, 'a'), (2, NULL)");
      statement.execute("UPDATE shop.users SET name='b' WHERE id=1");
      statement.execute("INSERT INTO other.logs (line) VALUES ('not mapped')");
      connection.commit();
      statement.execute("DELETE FROM shop.users WHERE id=2");
      connection.commit();
      consumer.awaitRows(4);
      List<TransactionChunk> chunks = nonEmpty(consumer);
      assertThat(chunks).allMatch(TransactionChunk::finished);
      assertThat(chunks.stream().map(StreamContract::shown))
          .containsExactly(List.of("+(1,a)", "+(2,NULL)", "(1,a)>(1,b)"), List.of("-(2,NULL)"));
      long now = System.currentTimeMillis() * 1000;
      assertThat(chunks.get(1).commitTimeMicros()).isBetween(now - 600_000_000, now + 60_000_000);
      assertThat(chunks.get(0).bytes()).isGreaterThan(300);
    }
  }

  @Test
  void readingGoesOnBehindAnyPosition() throws Exception {
    List<SourcePosition> positions = new ArrayList<>();
    positions.add(source.latestPosition());
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      for (int i = 1; i <= 5; i++) {
        server.execute("INSERT INTO shop.users VALUES (" + i + ", 'u')");
      }
      consumer.awaitRows(5);
      nonEmpty(consumer).forEach(chunk -> positions.add(chunk.position()));
    }
    assertThat(positions).hasSize(6);
    for (int i = 0; i < positions.size(); i++) {
      SourcePosition read = source.parsePosition(positions.get(i).text());
      assertThat(read).isEqualTo(positions.get(i));
      for (int j = 0; j < positions.size(); j++) {
        assertThat(positions.get(i).covers(positions.get(j))).isEqualTo(i >= j);
        assertThat(read.covers(positions.get(j))).isEqualTo(i >= j);
      }
      try (RecordingConsumer consumer = RecordingConsumer.of(source, read)) {
        assertThat(consumer.awaitRows(5 - i)).hasSize(5 - i);
      }
    }
  }

  @Test
  protected void theWholeBinlogCanBeReadFromItsStart() throws Exception {
    try (DatabaseServer fresh = DatabaseServer.start(flavor)) {
      fresh.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))",
          "INSERT INTO shop.users VALUES (77, 'first')");
      Source whole = kind.of(fresh);
      SourcePosition latest = whole.latestPosition();
      try (RecordingConsumer consumer = RecordingConsumer.of(whole, whole.earliestPosition())) {
        consumer.awaitPosition(latest);
        assertThat(consumer.rows().stream().map(StreamContract::shown)).contains("+(77,first)");
      }
    }
  }

  @Test
  void thePositionMovesOverTablesThatAreNotMapped() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      consumer.awaitConnected();
      for (int i = 0; i < 50; i++) {
        server.execute("INSERT INTO other.logs (line) VALUES ('x')");
      }
      server.execute("CREATE TABLE other.more (id INT)");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.changes()).isEmpty();
      assertThat(consumer.chunks()).allMatch(TransactionChunk::finished).hasSizeLessThan(51);
    }
  }

  @Test
  void theSchemaStaysTheSameUntilTheTableIsAltered() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute(
          "INSERT INTO shop.users VALUES (1, 'a')",
          "FLUSH TABLES",
          "INSERT INTO shop.users VALUES (2, 'b')",
          "ALTER TABLE shop.users ADD COLUMN age TINYINT UNSIGNED FIRST, RENAME COLUMN name TO n",
          "INSERT INTO shop.users VALUES (200, 3, 'c')");
      List<RowChange> rows = consumer.awaitRows(3);
      assertThat(rows.get(1).schema()).isSameAs(rows.get(0).schema());
      assertThat(rows.get(2).schema().columns().toString())
          .contains("age", "TINYINT", "id", "INT", "name=n", "VARCHAR");
      assertThat(rows.get(2).schema().primaryKey()).containsExactly(1);
      assertThat(shown(rows.get(2))).isEqualTo("+(200,3,c)");
    }
  }

  @Test
  void changesOfWholeTablesAreTold() throws Exception {
    server.execute("CREATE TABLE shop.a (id INT)", "CREATE TABLE shop.b (id INT)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      consumer.awaitConnected();
      statement.execute("USE shop");
      statement.execute("TRUNCATE users");
      statement.execute("TRUNCATE TABLE other.logs");
      statement.execute("RENAME TABLE users TO users_old, `a` TO users");
      statement.execute("DROP /* two */ TABLE IF EXISTS b, other.logs");
      statement.execute("DROP DATABASE shop");
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.changes())
          .contains(change("a", TableChange.Kind.DROP))
          .containsSubsequence(
              change("users", TableChange.Kind.TRUNCATE),
              change("users_old", TableChange.Kind.TRUNCATE),
              change("users", TableChange.Kind.TRUNCATE),
              change("b", TableChange.Kind.DROP),
              change("users", TableChange.Kind.DROP));
    }
  }

  @Test
  void definitionsOfAllKindsAreStepsOfTheirOwn() throws Exception {
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("USE shop");
      statement.execute("INSERT INTO users VALUES (1, 'a')");
      statement.execute("CREATE TABLE copied AS SELECT * FROM users");
      statement.execute("CREATE TEMPORARY TABLE scratch (id INT)");
      statement.execute("INSERT INTO scratch VALUES (1)");
      statement.execute("DROP TEMPORARY TABLE scratch");
      statement.execute("CREATE VIEW v AS SELECT * FROM users");
      statement.execute(
          "CREATE TRIGGER tr AFTER INSERT ON users FOR EACH ROW INSERT INTO other.logs (line)"
              + " VALUES (NEW.name)");
      statement.execute("CREATE PROCEDURE p() BEGIN DELETE FROM users; END");
      statement.execute("CREATE USER IF NOT EXISTS somebody IDENTIFIED BY 'x y z'");
      statement.execute("DROP USER somebody");
      statement.execute("ANALYZE TABLE users");
      statement.execute("CREATE INDEX by_name ON users (name)");
      statement.execute("INSERT INTO users VALUES (2, 'b')");
      statement.execute("CALL p()");
      statement.execute("INSERT INTO users VALUES (3, 'c')");
      List<RowChange> rows = consumer.awaitRows(6);
      assertThat(rows.stream().map(row -> row.table().table() + shown(row)))
          .containsExactly(
              "users+(1,a)",
              "copied+(1,a)",
              "users+(2,b)",
              "users-(1,a)",
              "users-(2,b)",
              "users+(3,c)");
      consumer.awaitPosition(source.latestPosition());
    }
  }

  @Test
  protected void checksumsMayBeTurnedOffAndOnMeanwhile() throws Exception {
    try {
      server.execute("SET GLOBAL binlog_checksum=NONE", "INSERT INTO shop.users VALUES (1, 'a')");
      SourcePosition without = source.latestPosition();
      try (RecordingConsumer consumer = RecordingConsumer.of(source, without)) {
        consumer.awaitConnected();
        server.execute(
            "INSERT INTO shop.users VALUES (2, 'b')",
            "SET GLOBAL binlog_checksum=CRC32",
            "INSERT INTO shop.users VALUES (3, 'c')",
            "SET GLOBAL binlog_checksum=NONE",
            "INSERT INTO shop.users VALUES (4, 'd')");
        assertThat(consumer.awaitRows(3).stream().map(StreamContract::shown))
            .containsExactly("+(2,b)", "+(3,c)", "+(4,d)");
        consumer.awaitPosition(source.latestPosition());
      }
    } finally {
      server.execute("SET GLOBAL binlog_checksum=CRC32");
    }
  }

  @Test
  void generatedAndInvisibleColumnsAreThere() throws Exception {
    server.execute(
        "CREATE TABLE shop.g (id INT PRIMARY KEY, a INT, hidden INT DEFAULT 7 INVISIBLE,"
            + " s INT AS (a + 1) STORED, z VARCHAR(5))");
    try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
      server.execute("INSERT INTO shop.g (id, a, z) VALUES (1, 10, 'end')");
      assertThat(shown(consumer.awaitRows(1).get(0))).isEqualTo("+(1,10,7,11,end)");
    }
  }

  @Test
  void savepointsAndEnginesWithoutTransactionsWork() throws Exception {
    server.execute("CREATE TABLE shop.m (id INT PRIMARY KEY) ENGINE=MyISAM");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO shop.users VALUES (1, 'a')");
      statement.execute("SAVEPOINT s");
      statement.execute("INSERT INTO shop.users VALUES (2, 'taken back')");
      statement.execute("ROLLBACK TO s");
      server.execute("INSERT INTO shop.m VALUES (10)");
      statement.execute("INSERT INTO shop.users VALUES (3, 'c')");
      connection.commit();
      statement.execute("INSERT INTO shop.users VALUES (4, 'rolled back')");
      server.execute("INSERT INTO shop.m VALUES (11)");
      connection.rollback();
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.rows().stream().map(StreamContract::shown))
          .containsExactly("+(10)", "+(1,a)", "+(3,c)", "+(11)");
    }
  }

  static List<TransactionChunk> nonEmpty(RecordingConsumer consumer) {
    return consumer.chunks().stream().filter(chunk -> !chunk.changes().isEmpty()).toList();
  }

  private static TableChange change(String table, TableChange.Kind kind) {
    return new TableChange(new TableName("shop", table), kind);
  }

  private static List<String> shown(TransactionChunk chunk) {
    return chunk.changes().stream().map(change -> shown((RowChange) change)).toList();
  }

  static String shown(RowChange change) {
    return switch (change.kind()) {
      case INSERT -> "+" + shown(change.schema().columns().size(), change.requireAfter());
      case DELETE -> "-" + shown(change.schema().columns().size(), change.requireBefore());
      case UPDATE ->
          shown(change.schema().columns().size(), change.requireBefore())
              + ">"
              + shown(change.schema().columns().size(), change.requireAfter());
    };
  }

  private static String shown(int columns, RowImage image) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      values.add(image.isNull(i) ? "NULL" : TextWriter.of(image, i));
    }
    return "(" + String.join(",", values) + ")";
  }
}
