package dev.freshet.connector.binlog;

import dev.freshet.testkit.Flavor;

class StreamOnMysqlIT extends StreamContract {

  StreamOnMysqlIT() {
    super(Flavor.MYSQL, SourceKind.BINLOG);
  }
}
