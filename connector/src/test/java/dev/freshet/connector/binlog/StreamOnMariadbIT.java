package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class StreamOnMariadbIT extends StreamContract {

  StreamOnMariadbIT() {
    super(Flavor.MARIADB, SourceKind.BINLOG);
  }
}
