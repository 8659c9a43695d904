package dev.freshet.connector.binlog;

import dev.freshet.api.change.Change;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.Gtid;
import dev.freshet.connector.position.GtidPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * XA transactions that are prepared and neither committed nor rolled back, kept over all
 * connections of a stream. With the GTIDs of MySQL their changes wait here, and their GTIDs stay
 * out of the position until then, so that a server sends them again to a stream that starts anew.
 * Elsewhere only those are here that change no mapped table. Not thread-safe.
 */
final class PreparedTransactions {

  private final Map<String, Prepared> byXid = new HashMap<>();

  /**
   * A prepared transaction.
   *
   * @param gtid the GTID under which it was prepared; null where MySQL has none
   * @param changes what it does if it is committed
   * @param bytes the memory that the changes keep in use
   */
  record Prepared(@Nullable Gtid gtid, List<Change> changes, long bytes) {

    /** One that changes no mapped table, and lies before the position already. */
    static final Prepared HARMLESS = new Prepared(null, List.of(), 0);
  }

  void add(String xid, Prepared prepared) {
    byXid.put(xid, prepared);
  }

  /** Takes out a transaction that ends; null if it was prepared before the stream began. */
  @Nullable Prepared remove(String xid) {
    return byXid.remove(xid);
  }

  /** The memory that all changes here keep in use. */
  long bytes() {
    return byXid.values().stream().mapToLong(Prepared::bytes).sum();
  }

  /** The place behind a position and behind what is here, which need not be sent again. */
  BinlogPosition addedTo(BinlogPosition position) {
    BinlogPosition all = position;
    for (Prepared waiting : byXid.values()) {
      if (all instanceof GtidPosition reached && waiting.gtid() != null) {
        all = reached.with(waiting.gtid());
      }
    }
    return all;
  }
}
