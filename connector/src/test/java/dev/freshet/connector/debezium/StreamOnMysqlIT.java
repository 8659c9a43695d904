package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.Source;
import dev.freshet.connector.binlog.RecordingConsumer;
import dev.freshet.connector.binlog.StreamContract;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
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
      server.purgeBinlogs();
      server.execute("INSERT INTO shop.users VALUES (7)");
      try (RecordingConsumer consumer = RecordingConsumer.of(source, source.earliestPosition())) {
        assertThat(consumer.awaitRows(1)).hasSize(1);
      }
    }
  }

  @Test
  @Override
  protected void checksumsMayBeTurnedOffAndOnMeanwhile() throws Exception {
    ChecksumTrouble.assertNamed(Flavor.MYSQL);
  }
}
