package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class TroubleOnMariadbIT extends TroubleContract {

  TroubleOnMariadbIT() {
    super(Flavor.MARIADB);
  }
}
