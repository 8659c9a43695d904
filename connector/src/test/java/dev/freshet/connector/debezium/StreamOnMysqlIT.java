package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.Source;
import dev.freshet.connector.binlog.RecordingConsumer;
import dev.freshet.connector.binlog.StreamContract;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class StreamOnMysqlIT extends StreamContract {

  StreamOnMysqlIT() {
    super(Flavor.MYSQL, Connectors.kind(Flavor.MYSQL));
  }

  @Test
  @Override
  protected void theWholeBinlogCanBeReadFromItsStart() throws Exception {
    try (DatabaseServer server = DatabaseServer.start(Flavor.MYSQL)) {
      server.execute("CREATE DATABASE shop", "CREATE TABLE shop.users (id INT PRIMARY KEY)");
      Source source = Connectors.kind(Flavor.MYSQL).of(server);
      try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
        assertThat(consumer.awaitFailure())
            .hasMessageContaining("cannot begin in front of the first transaction");
      }
      server.execute("FLUSH BINARY LOGS", "INSERT INTO shop.users VALUES (7)");
      purge(server);
      try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
        assertThat(consumer.awaitRows(1)).hasSize(1);
      }
    }
  }

  private static void purge(DatabaseServer server) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      String last = "";
      try (ResultSet files = statement.executeQuery("SHOW BINARY LOGS")) {
        while (files.next()) {
          last = files.getString(1);
        }
      }
      statement.execute("PURGE BINARY LOGS TO '" + last + "'");
    }
  }

  @Test
  @Override
  protected void checksumsMayBeTurnedOffAndOnMeanwhile() throws Exception {
    ChecksumTrouble.assertNamed(Flavor.MYSQL);
  }
}
