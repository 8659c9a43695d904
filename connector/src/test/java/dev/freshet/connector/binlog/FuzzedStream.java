package dev.freshet.connector.binlog;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.RowChange;
import dev.freshet.api.change.RowImage;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.connector.binlog.client.SentEvents;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TableDefinitions;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.connector.value.UndecodableException;
import java.io.IOException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Has damaged streams read by the product's own readers. Not thread-safe. */
final class FuzzedStream implements ChunkConsumer {

  /** How a stream ended. */
  enum Ending {
    /** All of it was read: the damage makes sense. */
    READ,
    /** An event stopped it, with its place. */
    STOPPED,
    /** What came was an error of the server. */
    REFUSED
  }

  private static final TableFilter MAPPED = TableFilter.of("shop\\..*");
  private static final long CHUNK_BYTES = 4_000;

  private final TableDefinitions definitions;
  private long values;
  private long undecodableValues;

  /**
   * @param access the server that the streams are of, which is asked for what a damaged definition
   *     does not tell
   */
  FuzzedStream(ServerAccess access) {
    this.definitions = new TableDefinitions(new DatabaseConnections(access), ZoneOffset.UTC);
  }

  /** How many values were decoded. */
  long values() {
    return values;
  }

  /** How many values could not be decoded, and said so. */
  long undecodableValues() {
    return undecodableValues;
  }

  /**
   * Reads a stream to its end.
   *
   * @throws AssertionError if it ends as it must not
   */
  Ending read(DamagedStream stream, BinlogPosition from) throws InterruptedException {
    // with all of the metadata in the binlog, a MariaDB need not be asked to decode a row
    boolean mariadb = false;
    TransactionReader reader =
        new TransactionReader(
            MAPPED,
            new KnownTables(MAPPED, definitions),
            definitions,
            new ChunkHandover(this, from, CHUNK_BYTES),
            new PreparedTransactions(),
            CHUNK_BYTES,
            RowsByStatement.STOP,
            mariadb);
    try {
      SentEvents.read(stream.bytes(), new FirstEvents(reader, () -> {}, () -> {}));
      throw new AssertionError("reading ends with an exception");
    } catch (IOException e) {
      check(stream.damagedAt() == null, "a wrong checksum is passed over", e);
      return e instanceof com.github.shyiko.mysql.binlog.network.ServerException
          ? Ending.REFUSED
          : Ending.READ;
    } catch (SourceException e) {
      return ending(stream, e);
    }
  }

  private static Ending ending(DamagedStream stream, SourceException failure) {
    boolean foreseen =
        failure.getCause() == null || failure.getCause() instanceof UndecodableException;
    check(foreseen, "the failure is not foreseen", failure);
    long at = place(failure);
    Long damagedAt = stream.damagedAt();
    check(damagedAt == null || at <= damagedAt, "it stops behind " + damagedAt, failure);
    return Ending.STOPPED;
  }

  /** The offset that a message names. */
  private static long place(SourceException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith("the event at the start of the stream")) {
      return 0;
    }
    int dot = message.indexOf("binlog.0");
    check(
        (failure.kind() == Kind.UNDECODABLE && dot >= 0) || message.contains("transaction"),
        "it names no place",
        failure);
    int colon = message.indexOf(':', Math.max(dot, 0));
    int end = colon + 1;
    while (end < message.length() && Character.isDigit(message.charAt(end))) {
      end++;
    }
    return dot < 0 || end == colon + 1 ? 0 : Long.parseLong(message.substring(colon + 1, end));
  }

  private static void check(boolean holds, String otherwise, Exception failure) {
    if (!holds) {
      throw new AssertionError(otherwise, failure);
    }
  }

  @Override
  public void accept(TransactionChunk chunk) {
    for (Change change : chunk.changes()) {
      if (change instanceof RowChange row) {
        decode(row, row.before());
        decode(row, row.after());
      }
    }
  }

  private void decode(RowChange row, @Nullable RowImage image) {
    if (image == null) {
      return;
    }
    for (int column = 0; column < row.schema().columns().size(); column++) {
      if (image.has(column) && !image.isNull(column)) {
        try {
          TextWriter.of(image, column);
          values++;
        } catch (UndecodableException e) {
          undecodableValues++;
        }
      }
    }
  }
}
