package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.schema.TlsMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that no server can be made to write. */
class TransactionReaderTest implements ChunkConsumer {

  private static final int IGNORABLE_FLAG = 0x80;
  private static final int UNKNOWN = 99;

  private final List<SourcePosition> positions = new ArrayList<>();
  private final TransactionReader reader;

  TransactionReaderTest() {
    TableFilter filter = TableFilter.of("shop\\..*");
    ServerAccess nowhere =
        new ServerAccess("db", 1, "u", "p", TlsMode.DISABLED, "", "", Duration.ofSeconds(1));
    TableDefinitions definitions =
        new TableDefinitions(new DatabaseConnections(nowhere), ZoneOffset.UTC);
    reader =
        new TransactionReader(
            filter,
            new KnownTables(filter, definitions),
            definitions,
            new ChunkHandover(this, new FilePosition("binlog.000001", 4), 1_000_000),
            new PreparedTransactions(),
            1_000_000,
            RowsByStatement.STOP,
            false);
  }

  @BeforeEach
  void begin() throws Exception {
    byte[] rotation = "\4\0\0\0\0\0\0\0binlog.000001".getBytes(StandardCharsets.US_ASCII);
    reader.event(new RawEvent(0, EventCode.ROTATE, 1, 40, 0, 0x20, rotation, rotation.length));
  }

  private void event(int code, int flags, long end, long size) throws Exception {
    reader.event(new RawEvent(0, code, 1, size, end, flags, new byte[0], 0));
  }

  private SourceException failure(int code, int flags, long end, long size) {
    return catchThrowableOfType(SourceException.class, () -> event(code, flags, end, size));
  }

  @Test
  void anUnknownEventStopsTheStream() {
    assertThat(failure(UNKNOWN, 0, 54, 50))
        .hasMessageContainingAll(
            "the event at binlog.000001:4 (type 99)", "is not known", "a newer Freshet")
        .returns(Kind.UNDECODABLE, SourceException::kind);
  }

  @Test
  void anUnknownEventThatMayBeIgnoredIs() throws Exception {
    event(UNKNOWN, IGNORABLE_FLAG, 54, 50);
    assertThat(reader.nextPlace()).isEqualTo("binlog.000001:54");
  }

  @Test
  void anIncidentStopsTheStream() {
    assertThat(failure(EventCode.INCIDENT, 0, 54, 50))
        .hasMessageContainingAll(
            "the event at binlog.000001:4", "changes may be missing", "latest position", "warmed");
  }

  @Test
  void eventsThatDoNotJoinStopTheStream() throws Exception {
    event(EventCode.ROWS_QUERY, 0, 54, 50);
    assertThat(failure(EventCode.ROWS_QUERY, 0, 200, 50))
        .hasMessageContainingAll("the event at binlog.000001:150", "does not begin where");
  }

  @Test
  void heartbeatsOfBothVersionsTellAnIdleStreamsPosition() throws Exception {
    event(EventCode.ROWS_QUERY, 0, 54, 50);
    event(EventCode.ROWS_QUERY, 0, 104, 50);
    event(EventCode.HEARTBEAT, 0, 104, 40);
    assertThat(positions).endsWith(new FilePosition("binlog.000001", 104));
    event(EventCode.ROWS_QUERY, 0, 154, 50);
    event(EventCode.HEARTBEAT_V2, 0, 0, 40);
    assertThat(positions).endsWith(new FilePosition("binlog.000001", 154));
  }

  @Override
  public void accept(TransactionChunk chunk) {
    positions.add(chunk.position());
  }
}
