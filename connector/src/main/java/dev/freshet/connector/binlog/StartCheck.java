package dev.freshet.connector.binlog;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.LostPosition;
import dev.freshet.connector.position.MariadbGtid;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells before a connection is made why reading from a position cannot work. */
final class StartCheck {

  /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final int PRIVILEGE_IS_MISSING = 1227;

  private final String server;

  /**
   * @param server the server as {@code host:port}
   */
  StartCheck(String server) {
    this.server = server;
  }

  /** Whether the server writes a binlog that can be followed. */
  private void binlog(ServerFacts facts, long ownServerId) throws SourceException {
    if (!facts.hasBinlog()) {
      throw misconfigured(
          "writes no binlog", "set log_bin and server_id in its configuration and restart it");
    }
    if (!facts.variable("binlog_format").isEmpty()
        && !facts.variable("binlog_format").equals("ROW")) {
      throw misconfigured(
          "has binlog_format=" + facts.variable("binlog_format"),
          "run SET GLOBAL binlog_format=ROW, also in its configuration, and let sessions connect"
              + " anew");
    }
    if (facts.serverId() == ownServerId) {
      throw misconfigured(
          "has the server_id " + ownServerId + " that this daemon uses as a replica",
          "give the daemon another database.server.id");
    }
  }

  /**
   * What the server is, provided that its binlog can be read. Blocks.
   *
   * @param serverId the id that a stream uses as a replica
   * @param isOneOfSeveral whether other servers may stand for it
   */
  ServerFacts facts(Connection connection, long serverId, boolean isOneOfSeveral)
      throws SQLException, SourceException {
    ServerFacts facts = ServerFacts.read(connection);
    binlog(facts, serverId);
    if (isOneOfSeveral) {
      gtids(facts);
    }
    return facts;
  }

  /** Whether its places are those of any other server that has the same transactions. */
  private void gtids(ServerFacts facts) throws SourceException {
    if (!facts.hasGtids()) {
      throw misconfigured(
          "has gtid_mode="
              + facts.variable("gtid_mode")
              + ", so that no place of it can be found on another of database.hosts",
          "set gtid_mode=ON and enforce_gtid_consistency=ON on all of them, or name one server in"
              + " database.hostname");
    }
  }

  /** Whether a position is one of any server of its kind that has the same transactions. */
  void isOfAnyHost(SourcePosition position, ServerFacts facts) throws SourceException {
    if (position instanceof GtidPosition == facts.mariadb()
        && !(position instanceof FilePosition)) {
      throw new SourceException(
          Kind.POSITION_LOST,
          "database "
              + server
              + " is a "
              + facts.product()
              + " server, but the stored position is not one of "
              + facts.product()
              + LostPosition.REMEDY);
    }
    if (position instanceof FilePosition) {
      throw new SourceException(
          Kind.POSITION_LOST,
          "the stored position is in a file of one server, and cannot be found in those of another"
              + " of database.hosts"
              + LostPosition.REMEDY);
    }
  }

  private SourceException misconfigured(String what, String remedy) {
    return new SourceException(
        Kind.MISCONFIGURED, "database " + server + " " + what + "; " + remedy);
  }

  /** Whether the server has what follows the position. */
  void position(SourcePosition position, ServerFacts facts, Connection connection)
      throws SourceException, SQLException {
    String problem = null;
    if (position instanceof GtidPosition gtids) {
      problem = problem(gtids, facts);
    } else if (position instanceof MariadbGtidPosition gtids) {
      problem = problem(gtids, facts);
    } else if (position instanceof FilePosition file) {
      problem = problem(file, BinlogFiles.ends(connection));
    }
    if (problem != null) {
      throw new SourceException(
          Kind.POSITION_LOST, "database " + server + " " + problem + LostPosition.REMEDY);
    }
  }

  /**
   * Whether a MariaDB server still has the binlog behind the position; others are asked by {@link
   * #position} already. Says nothing if the user may not see which files there are: then the server
   * tells when the stream begins.
   */
  void notPurged(SourcePosition position, Connection connection)
      throws SourceException, SQLException {
    if (!(position instanceof MariadbGtidPosition)) {
      return;
    }
    MariadbGtidPosition oldest;
    try {
      List<FilePosition> files = BinlogFiles.ends(connection);
      oldest = BinlogFiles.startOf(files.get(0).file(), connection);
    } catch (SQLException e) {
      if (e.getErrorCode() == PRIVILEGE_IS_MISSING) {
        return;
      }
      throw e;
    }
    if (!position.covers(oldest)) {
      throw new SourceException(
          Kind.POSITION_LOST,
          "database "
              + server
              + " has purged binlog files that were not read yet: its oldest file begins behind "
              + oldest.gtidList()
              + "; let it keep its binlog longer (binlog_expire_logs_seconds)"
              + LostPosition.REMEDY);
    }
  }

  static @Nullable String problem(GtidPosition position, ServerFacts facts) {
    if (facts.mariadb()) {
      return "is a MariaDB server, but the stored position is one of MySQL";
    }
    if (!facts.hasGtids()) {
      return "has gtid_mode=" + facts.variable("gtid_mode") + ", but the stored position has GTIDs";
    }
    GtidSet stored = position.executed();
    if (!stored.containsAll(GtidSet.parse(facts.purged()))) {
      return "has purged binlog files that were not read yet: the stored position lacks transactions"
          + " of gtid_purged; let it keep its binlog longer (binlog_expire_logs_seconds)";
    }
    String missing =
        new KnownTransactions.OfMysql(GtidSet.parse(facts.executed())).missing(position);
    if (!missing.isEmpty()) {
      return "does not know all transactions of the stored position ("
          + missing
          + "): it was reset, restored from a backup, or is another server";
    }
    return null;
  }

  static @Nullable String problem(MariadbGtidPosition position, ServerFacts facts) {
    if (!facts.mariadb()) {
      return "is a MySQL server, but the stored position is one of MariaDB";
    }
    MariadbGtidPosition executed = MariadbGtidPosition.parse(facts.executed());
    for (MariadbGtid gtid : position.gtids()) {
      MariadbGtid last = executed.lastOf(gtid.domain());
      if (last == null || Long.compareUnsigned(last.sequence(), gtid.sequence()) < 0) {
        return "does not know transaction "
            + gtid
            + " of the stored position: it was reset, restored from a backup, or is another server";
      }
    }
    return null;
  }

  static @Nullable String problem(FilePosition position, List<FilePosition> ends) {
    for (FilePosition end : ends) {
      if (end.file().equals(position.file())) {
        return end.offset() >= position.offset()
            ? null
            : "has file "
                + end.file()
                + " with "
                + end.offset()
                + " bytes, but the stored position is at "
                + position.offset()
                + ": it was reset, or is another server";
      }
    }
    return "no longer has binlog file "
        + position.file()
        + " of the stored position; let it keep its binlog longer (binlog_expire_logs_seconds)";
  }
}
