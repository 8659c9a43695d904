package dev.freshet.connector.debezium;

import dev.freshet.connector.binlog.StreamContract;
import dev.freshet.testkit.Flavor;
import org.junit.jupiter.api.Test;

class StreamOnMariadbIT extends StreamContract {

  StreamOnMariadbIT() {
    super(Flavor.MARIADB, Connectors.kind(Flavor.MARIADB));
  }

  @Test
  @Override
  protected void checksumsMayBeTurnedOffAndOnMeanwhile() throws Exception {
    ChecksumTrouble.assertNamed(Flavor.MARIADB);
  }
}
