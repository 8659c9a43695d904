package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server without GTIDs is followed by file and offset. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilePositionIT {

  private final DatabaseServer server =
      DatabaseServer.start(Flavor.MYSQL, "--gtid-mode=OFF", "--enforce-gtid-consistency=OFF");
  private final Source source = Sources.of(server);

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void readingGoesOnBehindAnyPositionAndOverFiles() throws Exception {
    server.execute(
        "CREATE DATABASE IF NOT EXISTS shop",
        "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(50))");
    SourcePosition start = source.latestPosition();
    assertThat(start).isInstanceOf(FilePosition.class);
    List<SourcePosition> positions = new ArrayList<>(List.of(start));
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      for (int i = 1; i <= 4; i++) {
        server.execute("INSERT INTO shop.users VALUES (" + i + ", 'u')", "FLUSH BINARY LOGS");
      }
      consumer.awaitRows(4);
      consumer.awaitPosition(source.latestPosition());
      assertThat(consumer.lastPosition()).isEqualTo(source.latestPosition());
      StreamContract.nonEmpty(consumer).forEach(chunk -> positions.add(chunk.position()));
    }
    for (int i = 0; i < positions.size(); i++) {
      SourcePosition read = source.parsePosition(positions.get(i).text());
      assertThat(positions.get(i).covers(start)).isTrue();
      try (RecordingConsumer consumer = RecordingConsumer.of(source, read)) {
        List<RowChange> rows = consumer.awaitRows(4 - i);
        assertThat(rows.stream().map(StreamContract::shown))
            .containsExactlyElementsOf(
                List.of("+(1,u)", "+(2,u)", "+(3,u)", "+(4,u)").subList(i, 4));
      }
    }
    try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
      assertThat(consumer.awaitRows(4)).hasSize(4);
    }
  }

  @Test
  void aTransactionThatWasPreparedBeforeTheStartStopsTheStreamWhenItIsCommitted() throws Exception {
    server.execute("CREATE DATABASE IF NOT EXISTS shop", "CREATE TABLE shop.xa (id INT)");
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("XA START 'a'");
      statement.execute("INSERT INTO shop.xa VALUES (1)");
      statement.execute("XA END 'a'");
      statement.execute("XA PREPARE 'a'");
      try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
        consumer.awaitConnected();
        statement.execute("XA COMMIT 'a'");
        TroubleContract.assertTrouble(
            consumer.awaitFailure(), Kind.UNDECODABLE, "prepared before the place");
      }
    }
    server.execute("DROP TABLE shop.xa");
  }

  @Test
  void whatATableWithoutTransactionsKeepsOfARollbackIsRead() throws Exception {
    server.execute(
        "CREATE DATABASE IF NOT EXISTS shop",
        "CREATE TABLE shop.plain (id INT PRIMARY KEY) ENGINE=MyISAM",
        "CREATE TABLE shop.kept (id INT PRIMARY KEY)");
    try (RecordingConsumer consumer = RecordingConsumer.of(source);
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO shop.plain VALUES (1)");
      statement.execute("INSERT INTO shop.kept VALUES (10)");
      statement.execute("INSERT INTO shop.plain VALUES (2)");
      connection.rollback();
      statement.execute("INSERT INTO shop.kept VALUES (20)");
      connection.commit();
      assertThat(consumer.awaitRows(3).stream().map(StreamContract::shown))
          .containsExactly("+(1)", "+(2)", "+(20)");
    }
    server.execute("DROP TABLE shop.plain, shop.kept");
  }

  @Test
  void aFileThatIsGoneOrTooShortIsALostPosition() throws Exception {
    SourcePosition gone = source.parsePosition("file:binlog.999999:4");
    assertThat(catchThrowableOfType(SourceException.class, () -> source.verifyPosition(gone)))
        .hasMessageContaining("no longer has binlog file binlog.999999")
        .returns(Kind.POSITION_LOST, SourceException::kind);
    FilePosition latest = (FilePosition) source.latestPosition();
    SourcePosition beyond = new FilePosition(latest.file(), latest.offset() + 1_000_000);
    assertThat(catchThrowableOfType(SourceException.class, () -> source.verifyPosition(beyond)))
        .hasMessageContaining("the stored position is at " + (latest.offset() + 1_000_000))
        .returns(Kind.POSITION_LOST, SourceException::kind);
    try (RecordingConsumer consumer = RecordingConsumer.of(source, gone)) {
      assertThat(consumer.awaitFailure().kind()).isEqualTo(Kind.POSITION_LOST);
    }
  }
}
