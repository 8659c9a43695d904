package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.RowChange;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.value.TextWriter;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Replication;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source dies when a part of a large transaction has been taken over, on real servers. */
class HalfReadTransactionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ROWS = 10_000;

  /** The part with which the source dies. */
  private static final int PART = 3;

  /** Larger than what may be on the way to us, so that the rest is lost. */
  private static final String LARGE_TRANSACTION =
      "INSERT INTO shop.users SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n, REPEAT('x', 4000)"
          + " FROM shop.n a, shop.n b, shop.n c, shop.n d";

  /** A source and its replica. */
  private record Hosts(DatabaseServer source, DatabaseServer replica) implements AutoCloseable {

    static Hosts start(Flavor flavor) throws SQLException {
      String option =
          flavor == Flavor.MYSQL ? "--log-replica-updates=ON" : "--log-slave-updates=ON";
      DatabaseServer source = DatabaseServer.start(flavor, option);
      Hosts hosts = new Hosts(source, DatabaseServer.start(flavor, option));
      source.execute(
          flavor == Flavor.MYSQL ? "RESET BINARY LOGS AND GTIDS" : "RESET MASTER",
          "CREATE DATABASE shop",
          "CREATE TABLE shop.users (id INT PRIMARY KEY, name VARCHAR(5000))",
          "CREATE TABLE shop.n (n INT PRIMARY KEY)",
          "INSERT INTO shop.n VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
      Replication.start(source, hosts.replica);
      hosts.awaitOnReplica("shop.n", 10);
      return hosts;
    }

    void awaitOnReplica(String table, int rows) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SQLException.class)
          .until(() -> count(table) == rows);
    }

    private int count(String table) throws SQLException {
      try (Connection connection = replica.connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
        row.next();
        return row.getInt(1);
      }
    }

    void promote() throws SQLException {
      boolean mysql = replica.flavor() == Flavor.MYSQL;
      replica.execute(
          mysql ? "STOP REPLICA" : "STOP SLAVE", mysql ? "RESET REPLICA ALL" : "RESET SLAVE ALL");
    }

    Source stream() {
      return Sources.of(
          source.host(),
          source.port(),
          "database.hosts",
          address(source) + "," + address(replica),
          "max.transaction.chunk.bytes",
          "64k",
          "connect.backoff.max",
          "1s");
    }

    static String address(DatabaseServer server) {
      return server.host() + ":" + server.port();
    }

    @Override
    public void close() {
      source.close();
      replica.close();
    }
  }

  /** Follows the source, which dies with {@link #PART}. */
  private static RecordingConsumer follow(Hosts hosts, Runnable beforeItDies)
      throws SourceException {
    Source stream = hosts.stream();
    AtomicInteger parts = new AtomicInteger();
    return RecordingConsumer.of(
        stream,
        stream.latestPosition(),
        chunk -> {
          if (!chunk.finished() && parts.incrementAndGet() == PART) {
            beforeItDies.run();
            hosts.source().kill();
          }
        });
  }

  private static Set<String> ids(List<RowChange> rows) {
    return rows.stream()
        .map(row -> TextWriter.of(row.requireAfter(), 0))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void itGoesOnWhereItWasIfTheNewSourceHasIt(Flavor flavor) throws Exception {
    try (Hosts hosts = Hosts.start(flavor);
        RecordingConsumer consumer =
            follow(hosts, () -> hosts.awaitOnReplica("shop.users", ROWS))) {
      hosts.source().execute(LARGE_TRANSACTION);
      consumer.awaitRows(ROWS);
      consumer.awaitPosition(Sources.of(hosts.replica()).latestPosition());
      List<RowChange> rows = consumer.rows();
      assertThat(rows).hasSize(ROWS);
      assertThat(ids(rows)).hasSize(ROWS);
      assertThat(consumer.connections())
          .containsExactly(Hosts.address(hosts.source()), Hosts.address(hosts.replica()));
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void thePositionIsLostIfTheNewSourceNeverHadIt(Flavor flavor) throws Exception {
    try (Hosts hosts = Hosts.start(flavor);
        RecordingConsumer consumer = follow(hosts, () -> {})) {
      hosts.promote();
      hosts.replica().execute("INSERT INTO shop.users VALUES (-1, 'its own')");
      hosts.source().execute(LARGE_TRANSACTION);
      SourceException failure = consumer.awaitFailure();
      assertThat(failure)
          .hasMessageContainingAll(
              "does not send transaction",
              "of which a part has been taken over already",
              "position.lost=warm");
      assertThat(failure.kind()).isEqualTo(Kind.POSITION_LOST);
      assertThat(consumer.chunks()).noneMatch(chunk -> chunk.finished() && chunk.bytes() > 0);
      assertThat(ids(consumer.rows())).isNotEmpty().doesNotContain("-1");
    }
  }
}
