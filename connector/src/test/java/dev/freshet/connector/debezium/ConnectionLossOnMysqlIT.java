package dev.freshet.connector.debezium;

import dev.freshet.connector.binlog.ConnectionLossContract;
import dev.freshet.testkit.Flavor;

class ConnectionLossOnMysqlIT extends ConnectionLossContract {

  ConnectionLossOnMysqlIT() {
    super(Flavor.MYSQL, Connectors.kind(Flavor.MYSQL));
  }
}
