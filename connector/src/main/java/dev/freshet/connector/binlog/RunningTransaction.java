package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.PreparedTransactions.Prepared;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.GtidEvent;
import dev.freshet.connector.binlog.event.MariadbGtidEvent;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.binlog.event.XaPrepareEvent;
import dev.freshet.connector.binlog.statement.Statement;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.Gtid;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.value.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that a connection is inside of, from its beginning to its end. Not thread-safe.
 *
 * <p>A transaction begins with its GTID event, or with BEGIN where there are none, and ends with
 * XID, COMMIT or ROLLBACK; one that consists of a single statement such as DDL ends with that.
 */
final class RunningTransaction {

  /** How many chunks' worth of prepared XA transactions are held in memory. */
  private static final int PREPARED_CHUNKS = 16;

  private final BinlogPlace place;
  private final ChunkHandover chunks;
  private final PreparedTransactions prepared;
  private final long maximumPreparedBytes;

  /** What tells the transaction apart from others; null between transactions. */
  private @Nullable Object identity;

  /** The place behind it; null where only its end tells. */
  private @Nullable BinlogPosition after;

  /** Its GTID, where MySQL has them. */
  private @Nullable Gtid gtid;

  /** Its name, if it is an XA transaction. */
  private @Nullable String xid;

  /** Whether it lasts until a statement ends it. */
  private boolean explicit;

  /** Whether it is known from the beginning that it is only prepared, as MariaDB tells. */
  private boolean undecided;

  /** When it was committed; 0 where only its end tells. */
  private long commitMicros;

  /**
   * @param place where the connection reads
   * @param chunks takes the changes
   * @param prepared XA transactions that wait, over all connections
   * @param maximumChunkBytes the size from which a transaction is handed on in parts
   */
  RunningTransaction(
      BinlogPlace place,
      ChunkHandover chunks,
      PreparedTransactions prepared,
      long maximumChunkBytes) {
    this.place = place;
    this.chunks = chunks;
    this.prepared = prepared;
    this.maximumPreparedBytes = PREPARED_CHUNKS * maximumChunkBytes;
  }

  boolean isOpen() {
    return identity != null;
  }

  private void clear() {
    identity = null;
    after = null;
    gtid = null;
    xid = null;
    explicit = false;
    undecided = false;
    commitMicros = 0;
  }

  /** It begins, with MySQL. */
  void begin(RawEvent event, GtidEvent own) throws SourceException {
    if (!(chunks.position() instanceof GtidPosition position)) {
      begin(place.start(), null);
    } else if (event.code() == EventCode.ANONYMOUS_GTID) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "the transaction at "
              + place
              + " has no GTID although the stream is followed by GTIDs; set gtid_mode=ON on the"
              + " server, and start again from its latest position, with the tables warmed");
    } else {
      begin(own.gtid(), position.with(own.gtid()));
      gtid = own.gtid();
    }
    commitMicros = own.commitMicros();
  }

  /** It begins, with MariaDB. */
  void begin(MariadbGtidEvent own) throws SourceException {
    if (chunks.position() instanceof MariadbGtidPosition position) {
      begin(own.gtid(), position.with(own.gtid()));
    } else {
      begin(place.start(), null);
    }
    explicit = !own.isStandalone();
    undecided = own.isPreparedXa();
  }

  private void begin(Object ownIdentity, @Nullable BinlogPosition behind) throws SourceException {
    if (isOpen()) {
      throw new UndecodableException("a transaction begins inside of another one");
    }
    chunks.begin(ownIdentity);
    identity = ownIdentity;
    after = behind;
  }

  /** It lasts until a statement ends it, and begins here if it has not yet. */
  void lasts() throws SourceException {
    if (!isOpen()) {
      begin(place.start(), null);
    }
    explicit = true;
  }

  /** A statement is over, and with it the transaction if it is no more than that. */
  void endOfStatement(RawEvent event) throws InterruptedException {
    if (!explicit) {
      finish(event);
    }
  }

  /** Its rows have been added; hands over what is too much to be held. */
  void rowsAdded(RawEvent event) throws InterruptedException {
    Object own = identity;
    if (own == null) {
      throw new UndecodableException("rows come outside of a transaction");
    }
    if (undecided) {
      throw preparedWithChanges();
    }
    if (xid == null) {
      if (chunks.isFull()) {
        chunks.part(own, behind(), committedAt(event));
      }
    } else if (chunks.bytes() + prepared.bytes() > maximumPreparedBytes) {
      throw new UndecodableException(
          "XA transactions that are not yet committed hold more than "
              + maximumPreparedBytes
              + " bytes of changes; raise max.transaction.chunk.bytes, or make them smaller");
    }
  }

  private BinlogPosition behind() {
    return after != null ? after : place.end();
  }

  private long committedAt(RawEvent event) {
    return commitMicros != 0 ? commitMicros : event.seconds() * 1_000_000;
  }

  /** It is committed. */
  void finish(RawEvent event) throws InterruptedException {
    finish(event, behind());
  }

  private void finish(RawEvent event, BinlogPosition behind) throws InterruptedException {
    long committedAt = committedAt(event);
    clear();
    chunks.finish(behind, committedAt);
  }

  /** It is rolled back, although it stands in the binlog. */
  void rollback(RawEvent event) throws InterruptedException {
    if (chunks.hasChanges()) {
      throw new UndecodableException(
          "a transaction that changed mapped tables is rolled back in the binlog, which happens"
              + " when it also changed tables of an engine without transactions; start again from a"
              + " position after it, with the tables warmed");
    }
    finish(event);
  }

  /** A part of it is taken back, although it stands in the binlog. */
  void rollbackPart() {
    if (chunks.hasChanges()) {
      throw new UndecodableException(
          "a part of a transaction that changed mapped tables is taken back in the binlog; start"
              + " again from a position after it, with the tables warmed");
    }
  }

  /** The server died before it had written all of it, and goes on with a new file. */
  void abandon() {
    if (chunks.isPartlyDelivered()) {
      throw new UndecodableException(
          "the server died before it had written the transaction that came before, of which a part"
              + " has been taken over; start again from a position after it, with the tables"
              + " warmed");
    }
    chunks.discard();
    clear();
  }

  /** It takes a step as an XA transaction. */
  void xa(RawEvent event, Statement.Xa step) throws SourceException, InterruptedException {
    switch (step.phase()) {
      case START -> {
        lasts();
        xid = step.xid();
      }
      case END, PREPARE -> {
        // the event that follows ends the transaction
      }
      case COMMIT, ROLLBACK -> completeXa(event, step);
    }
  }

  /** It is an XA transaction that is committed at once, or one that is decided later. */
  void prepare(RawEvent event) throws InterruptedException {
    XaPrepareEvent end = XaPrepareEvent.parse(event);
    if (end.committed()) {
      finish(event);
    } else if (gtid != null && xid != null) {
      long bytes = chunks.bytes();
      prepared.add(end.xid(), new Prepared(gtid, chunks.take(), bytes));
      clear();
    } else if (chunks.hasChanges()) {
      throw preparedWithChanges();
    } else {
      prepared.add(end.xid(), Prepared.HARMLESS);
      finish(event);
    }
  }

  private static UndecodableException preparedWithChanges() {
    return new UndecodableException(
        "an XA transaction that changed mapped tables is prepared, which can only be followed with"
            + " the GTIDs of MySQL; start again from a position after it, with the tables warmed");
  }

  private void completeXa(RawEvent event, Statement.Xa step) throws InterruptedException {
    Prepared found = prepared.remove(step.xid());
    boolean committed = step.phase() == Statement.Xa.Phase.COMMIT;
    BinlogPosition behind = behind();
    if (found == null && committed) {
      throw new UndecodableException(
          "an XA transaction is committed that was prepared before the place where the stream"
              + " began, so that its changes are not known; start again from a position after it,"
              + " with the tables warmed");
    }
    if (found != null && committed) {
      found.changes().forEach(change -> chunks.add(change, 0));
      chunks.addBytes(found.bytes());
    }
    if (found != null && found.gtid() != null && behind instanceof GtidPosition position) {
      behind = position.with(found.gtid());
    }
    finish(event, behind);
  }
}
