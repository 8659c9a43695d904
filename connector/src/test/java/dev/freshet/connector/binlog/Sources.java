package dev.freshet.connector.binlog;

import dev.freshet.api.spi.Source;
import dev.freshet.testkit.DatabaseServer;

/** Sources for tests. */
final class Sources {

  private Sources() {}

  /** A source of a server as its administrator, with all tables of the database shop. */
  static Source of(DatabaseServer server, String... namesAndValues) {
    return SourceKind.BINLOG.of(server, namesAndValues);
  }

  static Source of(String host, int port, String... namesAndValues) {
    return SourceKind.BINLOG.of(host, port, namesAndValues);
  }
}
