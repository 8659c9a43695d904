package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class ConnectionLossOnMysqlIT extends ConnectionLossContract {

  ConnectionLossOnMysqlIT() {
    super(Flavor.MYSQL, SourceKind.BINLOG);
  }
}
