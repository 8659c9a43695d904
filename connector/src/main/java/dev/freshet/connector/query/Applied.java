package dev.freshet.connector.query;

import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.MariadbGtidPosition;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way to make sure that what a server answers holds all up to a place in the binlog: statements
 * that are sent ahead of queries, in the same round trip, and what their results have to say. The
 * binlog is published before the storage engine's commit can be seen, so that having read a change
 * there is no proof. Used for one place, by one thread.
 */
sealed interface Applied {

  /** Takes what a server shows now. */
  Applied NOTHING = new Now();

  /** The statements that go ahead of the queries. */
  List<String> before();

  /** The statements that come behind the queries. */
  List<String> after();

  /** Whether the statements do not wait by themselves, so that one has to try again and again. */
  boolean polls();

  /**
   * Reads the results of {@link #before}.
   *
   * @return whether what follows can be relied on
   */
  boolean holds(Results results) throws SQLException;

  /**
   * The way that fits a server.
   *
   * @param position the place that has to be reached
   * @param ownBinlog whether everything that a MariaDB server holds is in its own binlog
   * @param seconds how long the server may wait
   * @return null if there is none: without GTIDs, MySQL does not tell what its engine shows
   */
  static @Nullable Applied of(BinlogPosition position, boolean ownBinlog, BigDecimal seconds) {
    if (position instanceof GtidPosition gtids) {
      return new Waiting(
          "SELECT WAIT_FOR_EXECUTED_GTID_SET('%s', %s)".formatted(gtids.executed(), seconds));
    }
    if (position instanceof MariadbGtidPosition gtids) {
      return ownBinlog
          ? new Snapshot(gtids)
          : new Waiting("SELECT MASTER_GTID_WAIT('%s', %s)".formatted(gtids.gtidList(), seconds));
    }
    return null;
  }

  /** Has no place to wait for. */
  record Now() implements Applied {

    @Override
    public List<String> before() {
      return List.of();
    }

    @Override
    public List<String> after() {
      return List.of();
    }

    @Override
    public boolean polls() {
      return false;
    }

    @Override
    public boolean holds(Results results) {
      return true;
    }
  }

  /**
   * The server waits until its engine has committed the transactions: MySQL adds a transaction to
   * gtid_executed behind the engine's commit, and so does a replica of MariaDB with gtid_slave_pos.
   */
  record Waiting(String statement) implements Applied {

    @Override
    public List<String> before() {
      return List.of(statement);
    }

    @Override
    public List<String> after() {
      return List.of();
    }

    @Override
    public boolean polls() {
      return false;
    }

    @Override
    public boolean holds(Results results) throws SQLException {
      ResultSet answer = results.next();
      return answer.next() && answer.getInt(1) == 0 && !answer.wasNull();
    }
  }

  /**
   * MariaDB's consistent snapshot, of which it tells the place in its own binlog: the snapshot
   * holds all transactions up to there. That place has to reach the one at which the binlog ended
   * when the transactions were already in it.
   *
   * <p>Source: MariaDB's documentation of START TRANSACTION WITH CONSISTENT SNAPSHOT and of the
   * status variables binlog_snapshot_file and binlog_snapshot_position.
   */
  final class Snapshot implements Applied {

    private final MariadbGtidPosition position;
    private @Nullable FilePosition wanted;

    private Snapshot(MariadbGtidPosition position) {
      this.position = position;
    }

    @Override
    public List<String> before() {
      return List.of(
          "SELECT @@GLOBAL.gtid_binlog_pos",
          "SHOW MASTER STATUS",
          "START TRANSACTION WITH CONSISTENT SNAPSHOT",
          "SHOW STATUS LIKE 'binlog_snapshot_%'");
    }

    @Override
    public List<String> after() {
      return List.of("COMMIT");
    }

    @Override
    public boolean polls() {
      return true;
    }

    @Override
    public boolean holds(Results results) throws SQLException {
      ResultSet written = results.next();
      boolean isWritten =
          written.next()
              && MariadbGtidPosition.parse(String.valueOf(written.getString(1))).covers(position);
      ResultSet end = results.next();
      if (isWritten && wanted == null && end.next()) {
        wanted = new FilePosition(end.getString(1), end.getLong(2));
      }
      FilePosition shown = shown(results.next());
      return wanted != null && shown != null && shown.covers(wanted);
    }

    private static @Nullable FilePosition shown(ResultSet status) throws SQLException {
      Map<String, String> values = new HashMap<>();
      while (status.next()) {
        values.put(status.getString(1).toLowerCase(Locale.ROOT), status.getString(2));
      }
      String file = values.getOrDefault("binlog_snapshot_file", "");
      return file.isEmpty()
          ? null
          : new FilePosition(
              file, Long.parseLong(values.getOrDefault("binlog_snapshot_position", "0")));
    }
  }
}
