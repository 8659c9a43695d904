package dev.freshet.connector.binlog;

import dev.freshet.api.change.Change;
import dev.freshet.connector.position.Gtid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * XA transactions of a MySQL server that are prepared and neither committed nor rolled back. Their
 * changes wait here, and their GTIDs stay out of the position until then, so that a server sends
 * them again to a reader that starts anew. Not thread-safe.
 */
final class PreparedTransactions {

  private final Map<String, Prepared> byXid = new HashMap<>();

  /**
   * A prepared transaction.
   *
   * @param gtid the GTID under which it was prepared
   * @param changes what it does if it is committed
   * @param bytes the memory that the changes keep in use
   */
  record Prepared(Gtid gtid, List<Change> changes, long bytes) {}

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
}
