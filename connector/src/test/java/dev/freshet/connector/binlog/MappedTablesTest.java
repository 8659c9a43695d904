package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.schema.TlsMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MappedTablesTest {

  private static final TableDefinitions DEFINITIONS =
      new TableDefinitions(
          new DatabaseConnections(
              new ServerAccess("db", 1, "u", "p", TlsMode.DISABLED, "", "", Duration.ofSeconds(1))),
          ZoneOffset.UTC);

  private final MappedTables tables = new MappedTables(table -> false, DEFINITIONS, false);

  private static RawEvent map(int id, String table) {
    byte[] name = table.getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[13 + name.length];
    body[0] = (byte) id;
    body[1] = (byte) (id >> 8);
    body[2] = (byte) (id >> 16);
    body[8] = 1;
    body[9] = 'd';
    body[11] = (byte) name.length;
    System.arraycopy(name, 0, body, 12, name.length);
    return new RawEvent(0, EventCode.TABLE_MAP, 1, 19 + body.length, 9, 0, body, body.length);
  }

  @Test
  void aTableInUseIsNotForgottenHoweverManyOthersCome() throws Exception {
    for (int id = 2; id <= 20_010; id++) {
      tables.map(map(1, "hot"));
      tables.map(map(id, "other"));
      assertThat(tables.get(1).name().table()).isEqualTo("hot");
      assertThat(tables.get(id).name().table()).isEqualTo("other");
    }
  }
}
