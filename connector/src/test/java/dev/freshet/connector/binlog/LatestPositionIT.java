package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far the source is, asked again and again. */
class LatestPositionIT {

  private static final String ACCOUNT =
      "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'reader'";

  private static void create(DatabaseServer server) throws SQLException {
    server.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.t (id INT PRIMARY KEY AUTO_INCREMENT)",
        "CREATE USER reader IDENTIFIED BY 'secret'",
        "GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO reader",
        flavorGrant(server));
  }

  /** What it takes to see where the binlog is. */
  private static String flavorGrant(DatabaseServer server) {
    return "GRANT SELECT ON " + (server.flavor() == Flavor.MYSQL ? "*.*" : "shop.*") + " TO reader";
  }

  private static Source source(String host, int port) {
    return Sources.of(
        host,
        port,
        "database.user",
        "reader",
        "database.password",
        "secret",
        "connect.timeout",
        "2s");
  }

  private static List<Long> connections(DatabaseServer server) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ACCOUNT)) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }

  private static SourcePosition change(DatabaseServer server, Source source) throws Exception {
    SourcePosition before = source.latestPosition();
    server.execute("INSERT INTO shop.t VALUES ()");
    SourcePosition after = source.latestPosition();
    assertThat(after).isNotEqualTo(before);
    assertThat(after.covers(before)).isTrue();
    assertThat(before.covers(after)).isFalse();
    return after;
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void oneConnectionServesManyQuestionsUntilTheSourceIsClosed(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = source(server.host(), server.port());
      change(server, source);
      List<Long> first = connections(server);
      assertThat(first).hasSize(1);
      for (int i = 0; i < 20; i++) {
        change(server, source);
      }
      assertThat(connections(server)).isEqualTo(first);
      source.close();
      await().atMost(Duration.ofSeconds(5)).until(() -> connections(server).isEmpty());
      assertThat(source.latestPosition()).isNotNull();
      await().atMost(Duration.ofSeconds(5)).until(() -> connections(server).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void severalMayAskAtOnce(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = source(server.host(), server.port());
      List<CompletableFuture<Void>> asking = new ArrayList<>();
      int threads = 6;
      for (int i = 0; i < threads; i++) {
        asking.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    for (int j = 0; j < 20; j++) {
                      change(server, source);
                    }
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                },
                task -> new Thread(task).start()));
      }
      asking.forEach(CompletableFuture::join);
      assertThat(connections(server)).hasSizeBetween(1, threads);
      source.close();
      await().atMost(Duration.ofSeconds(5)).until(() -> connections(server).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aConnectionThatIsNoMoreIsReplaced(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      create(server);
      Source source = source(server.host(), server.port());
      change(server, source);
      for (long id : connections(server)) {
        server.execute("KILL " + id);
      }
      change(server, source);
      server.restart();
      change(server, source);
      server.execute("SET GLOBAL wait_timeout = 1");
      source.close();
      Source impatient = source(server.host(), server.port());
      change(server, impatient);
      await().atMost(Duration.ofSeconds(10)).until(() -> connections(server).isEmpty());
      change(server, impatient);
      server.kill();
      assertThatThrownBy(impatient::latestPosition)
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.UNREACHABLE));
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aConnectionThatHasGoneSilentIsGivenUp(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        FaultProxy proxy = FaultProxy.start(server.host(), server.port())) {
      create(server);
      Source source = source(proxy.host(), proxy.port());
      source.latestPosition();
      proxy.stall();
      long begun = System.nanoTime();
      assertThatThrownBy(source::latestPosition)
          .isInstanceOfSatisfying(
              SourceException.class,
              e -> assertThat(e.kind()).isEqualTo(SourceException.Kind.UNREACHABLE));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
      proxy.restore();
      change(server, source);
      source.close();
    }
  }
}
