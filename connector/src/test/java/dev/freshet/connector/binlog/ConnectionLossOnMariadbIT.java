package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class ConnectionLossOnMariadbIT extends ConnectionLossContract {

  ConnectionLossOnMariadbIT() {
    super(Flavor.MARIADB, SourceKind.BINLOG);
  }
}
