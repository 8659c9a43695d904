package dev.freshet.daemon;

import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Two databases of which one replicates from the other by GTID, and which change roles; a third may
 * come. Not thread-safe, except that {@link #source} may be asked from everywhere.
 */
final class ReplicatedPair implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<DatabaseServer> servers;
  private final Flavor flavor;
  private volatile DatabaseServer source;

  private ReplicatedPair(DatabaseServer first) {
    this.servers = new ArrayList<>(List.of(first));
    this.source = first;
    this.flavor = first.flavor();
  }

  /** The first of the two is the source. */
  static ReplicatedPair start(Flavor flavor) throws SQLException {
    ReplicatedPair pair = new ReplicatedPair(startServer(flavor));
    try {
      pair.servers.add(startServer(flavor));
      for (DatabaseServer server : pair.servers) {
        forgetAll(server);
      }
      pair.follow(pair.replica());
      return pair;
    } catch (RuntimeException | SQLException e) {
      pair.close();
      throw e;
    }
  }

  private static DatabaseServer startServer(Flavor flavor) {
    return DatabaseServer.start(
        flavor, flavor == Flavor.MYSQL ? "--relay-log-recovery=ON" : "--log-slave-updates=ON");
  }

  private static void forgetAll(DatabaseServer server) throws SQLException {
    server.execute(
        server.flavor() == Flavor.MYSQL ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER");
  }

  /** Has another one follow the source, which neither {@link #replica} nor what it does means. */
  DatabaseServer another() throws SQLException {
    DatabaseServer third = startServer(flavor);
    servers.add(third);
    forgetAll(third);
    follow(third);
    return third;
  }

  /** The one that takes writes. */
  DatabaseServer source() {
    return source;
  }

  /** The other one of the first two. */
  DatabaseServer replica() {
    return servers.get(source == servers.get(0) ? 1 : 0);
  }

  /** All, as database.hosts has them. */
  String hosts() {
    return servers.stream()
        .map(server -> server.host() + ":" + server.port())
        .collect(Collectors.joining(","));
  }

  private void follow(DatabaseServer replica) throws SQLException {
    DatabaseServer from = source == replica ? replica() : source;
    if (flavor == Flavor.MYSQL) {
      replica.execute(
          "SET GLOBAL super_read_only=ON",
          ("CHANGE REPLICATION SOURCE TO SOURCE_HOST='%s', SOURCE_PORT=%d, SOURCE_USER='%s',"
                  + " SOURCE_PASSWORD='%s', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1,"
                  + " SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=86400")
              .formatted(from.host(), from.port(), from.user(), from.password()),
          "START REPLICA");
    } else {
      replica.execute(
          "SET GLOBAL read_only=ON",
          "SET GLOBAL gtid_slave_pos=@@GLOBAL.gtid_binlog_pos",
          ("CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%s',"
                  + " MASTER_PASSWORD='%s', MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1")
              .formatted(from.host(), from.port(), from.user(), from.password()),
          "START SLAVE");
    }
  }

  /** Has the replica take in nothing more, or only not apply what it takes in. */
  void stopReplica(boolean onlyApplying) throws SQLException {
    String what = flavor == Flavor.MYSQL ? "STOP REPLICA" : "STOP SLAVE";
    replica().execute(what + (onlyApplying ? " SQL_THREAD" : ""));
  }

  /** Has the replica apply what it has taken in. */
  void startApplying() throws SQLException {
    replica().execute((flavor == Flavor.MYSQL ? "START REPLICA" : "START SLAVE") + " SQL_THREAD");
  }

  /** Waits until the replica has applied all that the source has. */
  void awaitReplica() throws SQLException {
    awaitApplied(replica());
  }

  /** Waits until a server has applied all that the source has. */
  void awaitApplied(DatabaseServer replica) throws SQLException {
    String executed = flavor == Flavor.MYSQL ? "gtid_executed" : "gtid_binlog_pos";
    String all = read(source, "SELECT @@GLOBAL." + executed, 1);
    String covered =
        flavor == Flavor.MYSQL
            ? "SELECT GTID_SUBSET('%s', @@GLOBAL.gtid_executed)".formatted(all.replace("\n", ""))
            : "SELECT FIND_IN_SET('%s', @@GLOBAL.gtid_binlog_pos) > 0".formatted(all);
    await().atMost(PATIENCE).until(() -> read(replica, covered, 1).equals("1"));
  }

  /** Waits until the replica has taken in, applied or not, all that the source has. */
  void awaitTakenIn() throws SQLException {
    if (flavor == Flavor.MYSQL) {
      String all = read(source, "SELECT @@GLOBAL.gtid_executed", 1).replace("\n", "");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  read(
                          source,
                          "SELECT GTID_SUBSET('%s', '%s')"
                              .formatted(
                                  all,
                                  read(replica(), "SHOW REPLICA STATUS", "Retrieved_Gtid_Set")
                                          .replace("\n", "")
                                      + ","
                                      + read(replica(), "SELECT @@GLOBAL.gtid_executed", 1)
                                          .replace("\n", "")),
                          1)
                      .equals("1"));
    } else {
      String all = read(source, "SELECT @@GLOBAL.gtid_binlog_pos", 1);
      await()
          .atMost(PATIENCE)
          .until(() -> read(replica(), "SHOW SLAVE STATUS", "Gtid_IO_Pos").equals(all));
    }
  }

  /** Has the replica execute a statement that the source does not have; MariaDB's in a domain. */
  void executeAtReplica(String statement) throws SQLException {
    if (flavor == Flavor.MYSQL) {
      replica()
          .execute("SET GLOBAL super_read_only=OFF", statement, "SET GLOBAL super_read_only=ON");
    } else {
      replica().execute("SET gtid_domain_id=7", statement);
    }
  }

  /** Has the replica take writes and follow nobody; the former source is left as it is. */
  void promote() throws SQLException {
    promote(replica());
  }

  /** Has any replica take writes and follow nobody. */
  void promote(DatabaseServer next) throws SQLException {
    if (flavor == Flavor.MYSQL) {
      next.execute(
          "STOP REPLICA",
          "RESET REPLICA ALL",
          "SET GLOBAL super_read_only=OFF",
          "SET GLOBAL read_only=OFF");
    } else {
      next.execute("STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only=OFF");
    }
    source = next;
  }

  /** Has the former source follow the new one. */
  void rejoin() throws SQLException {
    follow(replica());
  }

  /** Has both change roles, with nobody writing. */
  void switchOver() throws SQLException {
    awaitReplica();
    promote();
    rejoin();
  }

  private static String read(DatabaseServer server, String query, Object column)
      throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return column instanceof String name ? row.getString(name) : row.getString((Integer) column);
    }
  }

  @Override
  public void close() {
    servers.forEach(DatabaseServer::close);
  }
}
