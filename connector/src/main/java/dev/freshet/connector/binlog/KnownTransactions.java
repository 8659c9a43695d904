package dev.freshet.connector.binlog;

import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtid;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Which transactions a server with GTIDs has at one moment. Immutable. */
sealed interface KnownTransactions {

  /** How much of a list of transactions is told. */
  int MOST_TOLD = 200;

  /** Asks a server. */
  static KnownTransactions read(ServerFacts facts, Connection connection) throws SQLException {
    if (!facts.mariadb()) {
      return new OfMysql(GtidSet.parse(facts.executed()));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT @@GLOBAL.gtid_binlog_state, @@GLOBAL.gtid_slave_pos")) {
      row.next();
      return new OfMariadb(
          MariadbGtidPosition.parse(facts.executed()),
          list(row.getString(1)),
          list(row.getString(2)));
    }
  }

  private static List<MariadbGtid> list(String text) {
    List<MariadbGtid> gtids = new ArrayList<>();
    for (String element : String.valueOf(text).split(",", -1)) {
      if (!element.isBlank()) {
        gtids.add(MariadbGtid.parse(element.strip()));
      }
    }
    return gtids;
  }

  /** Those before a place that the server does not have, as it writes them; empty if none. */
  String missing(BinlogPosition place);

  /**
   * Whether the server has others in place of those that are missing, or beside them, so that it is
   * not merely late.
   */
  boolean hasOthers(BinlogPosition place);

  private static String told(String missing) {
    return missing.length() <= MOST_TOLD ? missing : missing.substring(0, MOST_TOLD) + "…";
  }

  /** What MySQL has executed. */
  record OfMysql(GtidSet executed) implements KnownTransactions {

    @Override
    public String missing(BinlogPosition place) {
      return place instanceof GtidPosition gtids
          ? told(gtids.executed().without(executed).toString())
          : place.text();
    }

    @Override
    public boolean hasOthers(BinlogPosition place) {
      return place instanceof GtidPosition gtids && !gtids.executed().containsAll(executed);
    }
  }

  /**
   * What MariaDB has: numbers go on in a domain whoever writes, so that a transaction is only there
   * if its own server's last one in the binlog is not before it.
   *
   * <p>Source: MariaDB's documentation of gtid_binlog_state and gtid_slave_pos.
   *
   * @param written the last transaction of each domain
   * @param ofServers the last transaction of each domain and server
   * @param replicated what it had when it became a replica, or has applied since
   */
  record OfMariadb(
      MariadbGtidPosition written,
      Collection<MariadbGtid> ofServers,
      Collection<MariadbGtid> replicated)
      implements KnownTransactions {

    @Override
    public String missing(BinlogPosition place) {
      return place instanceof MariadbGtidPosition gtids
          ? told(
              gtids.gtids().stream()
                  .filter(gtid -> !has(gtid))
                  .map(MariadbGtid::toString)
                  .collect(Collectors.joining(",")))
          : place.text();
    }

    private boolean has(MariadbGtid gtid) {
      return replicated.contains(gtid)
          || ofServers.stream()
              .anyMatch(
                  last ->
                      last.domain() == gtid.domain()
                          && last.server() == gtid.server()
                          && Long.compareUnsigned(last.sequence(), gtid.sequence()) >= 0);
    }

    @Override
    public boolean hasOthers(BinlogPosition place) {
      return place instanceof MariadbGtidPosition gtids
          && gtids.gtids().stream().anyMatch(gtid -> !has(gtid) && written.reaches(gtid));
    }
  }
}
