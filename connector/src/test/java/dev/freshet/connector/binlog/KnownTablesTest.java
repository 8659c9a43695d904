package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.change.TableName;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.schema.TlsMode;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class KnownTablesTest {

  private static final TableDefinitions DEFINITIONS =
      new TableDefinitions(
          new DatabaseConnections(
              new ServerAccess("db", 1, "u", "p", TlsMode.DISABLED, "", "", Duration.ofSeconds(1))),
          ZoneOffset.UTC);

  @Test
  void namesThatCannotBeReadMayBeMappedOnes() {
    KnownTables tables = new KnownTables(TableFilter.of("shop\\..*"), DEFINITIONS);
    assertThat(tables.mayBeMeant(new TableName("shop", "t\uFFFD"))).isTrue();
    assertThat(tables.mayBeMeant(new TableName("other", "t\uFFFD"))).isFalse();
    assertThat(tables.mayBeMeant(new TableName("shop", "t\u00e9"))).isFalse();
  }
}
