package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class TroubleOnMysqlIT extends TroubleContract {

  TroubleOnMysqlIT() {
    super(Flavor.MYSQL);
  }
}
