package dev.freshet.testkit;

import java.sql.SQLException;
import java.time.Duration;

/**
 * Has a database's storage engine commit later than its binlog says, as it may at any time, only
 * for long enough to be seen: semi-synchronous replication waits for a replica between the two, and
 * there is none that answers. Meant for one thread.
 */
public final class CommitDelay {

  private final DatabaseServer server;
  private final String enabled;

  private CommitDelay(DatabaseServer server, String enabled) {
    this.server = server;
    this.enabled = enabled;
  }

  /**
   * Sets a server up.
   *
   * @param delay how much later, for each commit behind {@link #arm}
   */
  public static CommitDelay of(DatabaseServer server, Duration delay) throws SQLException {
    String prefix = "rpl_semi_sync_master_";
    if (server.flavor() == Flavor.MYSQL) {
      prefix = "rpl_semi_sync_source_";
      server.execute("INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'");
    }
    server.execute(
        "SET GLOBAL " + prefix + "timeout=" + delay.toMillis(),
        "SET GLOBAL " + prefix + "wait_point='AFTER_SYNC'");
    return new CommitDelay(server, prefix + "enabled");
  }

  /** Delays the commits from now on, until one of them has been delayed. */
  public void arm() throws SQLException {
    server.execute("SET GLOBAL " + enabled + "=OFF", "SET GLOBAL " + enabled + "=ON");
  }
}
