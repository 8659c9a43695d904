package dev.freshet.connector.debezium;

import dev.freshet.connector.binlog.ConnectionLossContract;
import dev.freshet.testkit.Flavor;

class ConnectionLossOnMariadbIT extends ConnectionLossContract {

  ConnectionLossOnMariadbIT() {
    super(Flavor.MARIADB, Connectors.kind(Flavor.MARIADB));
  }
}
