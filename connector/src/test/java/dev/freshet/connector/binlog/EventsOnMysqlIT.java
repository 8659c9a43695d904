package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventsOnMysqlIT extends EventsContract {

  EventsOnMysqlIT() {
    super(Flavor.MYSQL);
  }

  @Test
  void gtidsThatAreLeftOutAreGapsOfThePosition() throws Exception {
    String uuid = UUID.randomUUID().toString();
    SourcePosition start = source.latestPosition();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (int number : new int[] {5, 3, 9}) {
        statement.execute("SET gtid_next='" + uuid + ":" + number + "'");
        statement.execute("INSERT INTO shop.users VALUES (" + number + ", 'x')");
      }
      statement.execute("SET gtid_next='AUTOMATIC'");
    }
    SourcePosition second;
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      assertThat(shown(consumer.awaitRows(3))).containsExactly("+(5,x)", "+(3,x)", "+(9,x)");
      second = StreamContract.nonEmpty(consumer).get(1).position();
      assertThat(second.text()).contains(uuid + ":3:5");
    }
    try (RecordingConsumer consumer =
        RecordingConsumer.of(source, source.parsePosition(second.text()))) {
      assertThat(shown(consumer.awaitRows(1))).containsExactly("+(9,x)");
    }
  }

  @Test
  void aGtidSetOfMoreThan64KibibytesIsSentWhole() throws Exception {
    String set =
        IntStream.range(0, 10)
            .mapToObj(i -> UUID.randomUUID() + ":" + scattered(1_000))
            .collect(Collectors.joining(","));
    server.execute("SET GLOBAL gtid_purged='+" + set + "'");
    SourcePosition start = source.latestPosition();
    assertThat(start.text().length()).isGreaterThan(40_000);
    server.execute("INSERT INTO shop.users VALUES (1, 'x')");
    try (RecordingConsumer consumer =
        RecordingConsumer.of(source, source.parsePosition(start.text()))) {
      assertThat(shown(consumer.awaitRows(1))).containsExactly("+(1,x)");
      consumer.awaitPosition(source.latestPosition());
    }
  }

  @Test
  void xaTransactionsAreDecidedAfterARestart() throws Exception {
    SourcePosition start = source.latestPosition();
    for (int i = 1; i <= 2; i++) {
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("XA START 'x" + i + "'");
        statement.execute("INSERT INTO shop.users VALUES (" + i + ", 'prepared')");
        statement.execute("XA END 'x" + i + "'");
        statement.execute("XA PREPARE 'x" + i + "'");
      }
    }
    try (RecordingConsumer consumer = RecordingConsumer.of(source, start)) {
      consumer.awaitConnected();
      server.kill();
      server.restart();
      server.execute("XA ROLLBACK 'x1'", "XA COMMIT 'x2'", "INSERT INTO shop.orders VALUES (3)");
      assertThat(shown(consumer.awaitRows(2))).containsExactly("+(2,prepared)", "+(3)");
      consumer.awaitPosition(source.latestPosition());
    }
  }
}
