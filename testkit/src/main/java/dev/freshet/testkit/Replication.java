package dev.freshet.testkit;

import java.sql.SQLException;

/** Replication by GTID from one database to another, which may be held up. Not thread-safe. */
public final class Replication {

  private final DatabaseServer replica;

  private Replication(DatabaseServer replica) {
    this.replica = replica;
  }

  /**
   * Has {@code replica} follow {@code source}.
   *
   * @param replica a server on which nothing was changed yet
   */
  public static Replication start(DatabaseServer source, DatabaseServer replica)
      throws SQLException {
    if (source.flavor() == Flavor.MYSQL) {
      replica.execute(
          "RESET BINARY LOGS AND GTIDS",
          "CHANGE REPLICATION SOURCE TO SOURCE_HOST='%s', SOURCE_PORT=%d, SOURCE_USER='%s',"
                  .formatted(source.host(), source.port(), source.user())
              + " SOURCE_PASSWORD='%s', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1"
                  .formatted(source.password()),
          "START REPLICA");
    } else {
      replica.execute(
          "RESET MASTER",
          "CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%s',"
                  .formatted(source.host(), source.port(), source.user())
              + " MASTER_PASSWORD='%s', MASTER_USE_GTID=slave_pos".formatted(source.password()),
          "START SLAVE");
    }
    return new Replication(replica);
  }

  /** Has the replica take in changes, and not apply them. */
  public void stopApplying() throws SQLException {
    replica.execute(
        replica.flavor() == Flavor.MYSQL ? "STOP REPLICA SQL_THREAD" : "STOP SLAVE SQL_THREAD");
  }

  /** Has the replica apply what it has taken in. */
  public void startApplying() throws SQLException {
    replica.execute(
        replica.flavor() == Flavor.MYSQL ? "START REPLICA SQL_THREAD" : "START SLAVE SQL_THREAD");
  }
}
