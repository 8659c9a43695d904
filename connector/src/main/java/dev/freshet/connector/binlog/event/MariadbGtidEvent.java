package dev.freshet.connector.binlog.event;

import dev.freshet.connector.position.MariadbGtid;
import dev.freshet.connector.value.ByteCursor;

/**
 * Begins a transaction of a MariaDB server: {@code Gtid_log_event} in MariaDB's sql/log_event.h.
 *
 * @param gtid the transaction's id
 * @param flags what is known of the transaction
 */
public record MariadbGtidEvent(MariadbGtid gtid, int flags) {

  private static final int STANDALONE = 1;
  private static final int PREPARED_XA = 64;
  private static final int COMPLETED_XA = 128;

  public static MariadbGtidEvent parse(RawEvent event) {
    ByteCursor cursor = event.cursor();
    long sequence = cursor.unsigned(8);
    long domain = cursor.u32();
    return new MariadbGtidEvent(new MariadbGtid(domain, event.server(), sequence), cursor.u8());
  }

  /** Whether one statement follows that stands by itself, such as DDL. */
  public boolean isStandalone() {
    return (flags & STANDALONE) != 0;
  }

  /** Whether an XA transaction follows that is prepared and not committed. */
  public boolean isPreparedXa() {
    return (flags & PREPARED_XA) != 0;
  }

  /** Whether an XA transaction ends that was prepared before. */
  public boolean isCompletedXa() {
    return (flags & COMPLETED_XA) != 0;
  }
}
