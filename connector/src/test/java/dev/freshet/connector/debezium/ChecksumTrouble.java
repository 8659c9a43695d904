package dev.freshet.connector.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.RecordingConsumer;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;

/** What becomes of checksums that are turned on and off: Debezium's library cannot follow. */
final class ChecksumTrouble {

  private ChecksumTrouble() {}

  /** Looks that the stream stops at them with a remedy. */
  static void assertNamed(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY)",
          "SET GLOBAL binlog_checksum=NONE");
      Source source = Connectors.kind(flavor).of(server);
      try (RecordingConsumer consumer = RecordingConsumer.of(source)) {
        consumer.awaitConnected();
        server.execute(
            "SET GLOBAL binlog_checksum=CRC32",
            "INSERT INTO shop.users VALUES (1)",
            "SET GLOBAL binlog_checksum=NONE",
            "INSERT INTO shop.users VALUES (2)");
        SourceException failure = consumer.awaitFailure();
        assertThat(failure.kind()).isEqualTo(SourceException.Kind.MISCONFIGURED);
        assertThat(failure).hasMessageContaining("SET GLOBAL binlog_checksum=CRC32");
      }
    }
  }
}
