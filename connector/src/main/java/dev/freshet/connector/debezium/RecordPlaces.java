package dev.freshet.connector.debezium;

import dev.freshet.connector.binlog.ChunkHandover;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.Gtid;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.GtidSource;
import dev.freshet.connector.position.MariadbGtid;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.value.UndecodableException;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The places of records. Debezium's offset is where to begin again: in front of the transaction
 * that a record belongs to. Used by one thread.
 */
final class RecordPlaces {

  private static final String SNAPSHOT = "snapshot";
  private static final String GTID = "gtid";

  private final ChunkHandover chunks;

  /** The offset's GTIDs that were read last, which stay the same from record to record. */
  private String lastText = "";

  private @Nullable BinlogPosition last;
  private @Nullable FilePosition reached;

  /**
   * @param chunks know how far the stream is
   */
  RecordPlaces(ChunkHandover chunks) {
    this.chunks = chunks;
  }

  /** Whether places are told by GTIDs, as where the stream began. */
  boolean haveGtids() {
    return !(chunks.position() instanceof FilePosition);
  }

  /** Whether a record belongs to what Debezium does before it reads the stream. */
  static boolean isSnapshot(SourceRecord record) {
    Object snapshot = record.sourceOffset().get(SNAPSHOT);
    return snapshot != null && !snapshot.equals(false) && !"false".equals(snapshot);
  }

  /** Whether what a source block stands for was found before the stream was read. */
  static boolean isSnapshot(Struct source) {
    String snapshot = source.getString(SNAPSHOT);
    return snapshot != null && !snapshot.equals("false");
  }

  /** The place that a record's offset tells; null if it tells none. */
  @Nullable BinlogPosition told(SourceRecord record) {
    Map<String, ?> offset = record.sourceOffset();
    if (haveGtids()) {
      return offset.get(StartOffset.GTIDS) instanceof String gtids ? gtids(gtids) : null;
    }
    return offset.get(StartOffset.FILE) instanceof String file
            && offset.get(StartOffset.OFFSET) instanceof Number bytes
        ? new FilePosition(file, bytes.longValue())
        : null;
  }

  private BinlogPosition gtids(String text) {
    BinlogPosition known = last;
    if (known == null || !text.equals(lastText)) {
      known = HistoryLine.gtidPosition(text);
      last = known;
      lastText = text;
    }
    return known;
  }

  /**
   * The place behind a transaction, where there are GTIDs. What Debezium passed over in front of it
   * is in the offset.
   */
  BinlogPosition behind(SourceRecord record, String id) {
    BinlogPosition told = told(record);
    BinlogPosition position = chunks.position();
    BinlogPosition before = told != null && told.covers(position) ? told : position;
    return with(before, id);
  }

  /** The place in or behind the step that a source block belongs to. */
  BinlogPosition after(Struct source) {
    return haveGtids()
        ? with(chunks.position(), step(source))
        : new FilePosition(source.getString(StartOffset.FILE), source.getInt64(StartOffset.OFFSET));
  }

  /** Whether a transaction lies before the place where the consumer is. */
  boolean isPassed(SourceRecord record, String id) {
    BinlogPosition position = chunks.position();
    if (haveGtids()) {
      return position.covers(with(position, id));
    }
    BinlogPosition told = told(record);
    return told != null && position.covers(told) && !told.covers(position);
  }

  private static BinlogPosition with(BinlogPosition before, String id) {
    try {
      if (before instanceof MariadbGtidPosition mariadb) {
        MariadbGtid gtid = MariadbGtid.parse(id);
        MariadbGtid last = mariadb.lastOf(gtid.domain());
        return last != null && Long.compareUnsigned(last.sequence(), gtid.sequence()) >= 0
            ? mariadb
            : mariadb.with(gtid);
      }
      return ((GtidPosition) before).with(gtid(id));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("'" + id + "' is not a GTID of this server", e);
    }
  }

  private static Gtid gtid(String text) {
    GtidSet set = GtidSet.parse(text);
    GtidSource source = set.sources().get(0);
    return new Gtid(source, set.intervals(source)[0]);
  }

  /** The step that a source block belongs to: its GTID, or its place. */
  String step(Struct source) {
    if (haveGtids()) {
      Field field = source.schema().field(GTID);
      String gtid = field == null ? null : source.getString(GTID);
      if (gtid == null) {
        throw new UndecodableException("it has no GTID");
      }
      return gtid;
    }
    return source.getString(StartOffset.FILE) + ":" + source.getInt64(StartOffset.OFFSET);
  }

  /** Notes how far the running transaction has been read. */
  void reached(Struct source) {
    if (!haveGtids()) {
      reached =
          new FilePosition(source.getString(StartOffset.FILE), source.getInt64(StartOffset.OFFSET));
    }
  }

  /** A place that only the end of the running transaction covers. */
  BinlogPosition within(String id) {
    if (haveGtids()) {
      return with(chunks.position(), id);
    }
    FilePosition place = reached;
    if (place == null) {
      throw new UndecodableException("no place in transaction " + id + " is known");
    }
    return place;
  }
}
