package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.TableChange;
import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.schema.TlsMode;
import dev.freshet.connector.value.UndecodableException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements of clients whose character set is not UTF-8. */
class StatementReaderTest implements ChunkConsumer {

  private static final TableFilter FILTER = TableFilter.of("shop\\..*");

  private final List<Change> changes = new ArrayList<>();
  private final StatementReader reader;

  StatementReaderTest() {
    ServerAccess nowhere =
        new ServerAccess("db", 1, "u", "p", TlsMode.DISABLED, "", "", Duration.ofSeconds(1));
    TableDefinitions definitions =
        new TableDefinitions(new DatabaseConnections(nowhere), ZoneOffset.UTC);
    ChunkHandover chunks = new ChunkHandover(this, new FilePosition("binlog.000001", 4), 1_000_000);
    BinlogPlace place = new BinlogPlace();
    byte[] rotation = "\4\0\0\0\0\0\0\0binlog.000001".getBytes(StandardCharsets.US_ASCII);
    place.advance(new RawEvent(0, EventCode.ROTATE, 1, 40, 0, 0, rotation, rotation.length));
    reader =
        new StatementReader(
            FILTER,
            new KnownTables(FILTER, definitions),
            RowsByStatement.STOP,
            chunks,
            new RunningTransaction(place, chunks, new PreparedTransactions(), 1_000_000));
  }

  private void statement(String sql, Charset charset) throws Exception {
    byte[] text = sql.getBytes(charset);
    byte[] body = new byte[14 + text.length];
    System.arraycopy(text, 0, body, 14, text.length);
    reader.query(new RawEvent(0, EventCode.QUERY, 1, 19 + body.length, 500, 0, body, body.length));
  }

  @Test
  void aNameThatCannotBeReadStopsTheStreamIfItMayBeMapped() throws Exception {
    statement("TRUNCATE TABLE other.t\u00e9", StandardCharsets.ISO_8859_1);
    assertThat(changes).isEmpty();
    assertThatExceptionOfType(UndecodableException.class)
        .isThrownBy(() -> statement("TRUNCATE TABLE shop.t\u00e9", StandardCharsets.ISO_8859_1))
        .withMessageContainingAll("another character set", "SET NAMES");
  }

  @Test
  void aNameInUtf8IsItself() throws Exception {
    statement("TRUNCATE TABLE shop.t\u00e9", StandardCharsets.UTF_8);
    assertThat(changes)
        .containsExactly(
            new TableChange(new TableName("shop", "t\u00e9"), TableChange.Kind.TRUNCATE));
  }

  @Override
  public void accept(TransactionChunk chunk) {
    changes.addAll(chunk.changes());
  }
}
