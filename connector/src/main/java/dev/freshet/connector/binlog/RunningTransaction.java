package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.connector.position.Gtid;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the transaction that a stream is inside of. Not thread-safe.
 *
 * <p>A transaction begins with its GTID event, or with BEGIN where there are none, and ends with
 * XID, COMMIT or ROLLBACK; one that consists of a single statement such as DDL ends with that.
 */
final class RunningTransaction {

  private boolean open;
  private boolean explicit;
  private @Nullable Object identity;
  private @Nullable SourcePosition after;
  private @Nullable Gtid gtid;
  private @Nullable String xid;
  private long commitMicros;

  /** Back to between transactions. */
  void clear() {
    open = false;
    explicit = false;
    identity = null;
    after = null;
    gtid = null;
    xid = null;
    commitMicros = 0;
  }

  /**
   * It begins.
   *
   * @param identity what tells it apart from others
   * @param after the place behind it; null where only its end tells
   * @param commitMicros when it was committed; 0 where only its end tells
   */
  void begin(Object identity, @Nullable SourcePosition after, long commitMicros) {
    clear();
    this.open = true;
    this.identity = identity;
    this.after = after;
    this.commitMicros = commitMicros;
  }

  /** Its GTID, with MySQL. */
  void setGtid(Gtid own) {
    gtid = own;
  }

  /** It lasts until a statement ends it. */
  void setExplicit() {
    explicit = true;
  }

  /** It is an XA transaction of this name. */
  void setXid(String name) {
    xid = name;
    explicit = true;
  }

  boolean isOpen() {
    return open;
  }

  boolean isExplicit() {
    return explicit;
  }

  @Nullable Object identity() {
    return identity;
  }

  @Nullable SourcePosition after() {
    return after;
  }

  @Nullable Gtid gtid() {
    return gtid;
  }

  @Nullable String xid() {
    return xid;
  }

  long commitMicros() {
    return commitMicros;
  }
}
