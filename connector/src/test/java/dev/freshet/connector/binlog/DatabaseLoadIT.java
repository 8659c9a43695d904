package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.spi.Database;
import dev.freshet.api.spi.DatabaseLoad;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.Source;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.Replication;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How busy the database says that it is. */
class DatabaseLoadIT {

  private static CompletableFuture<Void> sleep(DatabaseServer server, int seconds) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            server.execute("DO SLEEP(" + seconds + ")");
          } catch (SQLException e) {
            throw new CompletionException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static CompletableFuture<Void> ask(Database database, Source source, int seconds) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            database.query(
                "SELECT SLEEP(?)", List.of(List.of((long) seconds)), source.latestPosition());
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        task -> new Thread(task).start());
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theThreadsOfOthersAreCounted(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      Source source = Sources.of(server);
      try (Database database = source.database()) {
        int quiet = QuietLoad.of(database);
        List<CompletableFuture<Void>> busy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          busy.add(sleep(server, 3));
        }
        await()
            .atMost(Duration.ofSeconds(2))
            .until(() -> database.load().threadsRunning() == quiet + 5);
        busy.forEach(CompletableFuture::join);
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> database.load().threadsRunning() == quiet);
        for (int i = 0; i < 3; i++) {
          busy.add(ask(database, source, 2));
        }
        assertThat(QuietLoad.of(database)).as("its own are not").isEqualTo(quiet);
        busy.forEach(CompletableFuture::join);
        assertThat(database.load().replicaLagSeconds()).as("it is no replica").isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aReplicaTellsHowFarItIsBehind(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor);
        DatabaseServer replica = DatabaseServer.start(flavor)) {
      Replication replication = Replication.start(server, replica);
      server.execute("CREATE DATABASE shop", "CREATE TABLE shop.t (id INT PRIMARY KEY)");
      Source source = Sources.of(server, "query.hosts", replica.host() + ":" + replica.port());
      try (Database database = source.database();
          Connection holder = replica.connect();
          Statement lock = holder.createStatement()) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> database.load().replicaLagSeconds().orElse(-1) == 0);
        lock.execute("FLUSH TABLES WITH READ LOCK");
        server.execute("INSERT INTO shop.t VALUES (1)");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> database.load().replicaLagSeconds().orElse(-1) >= 2);
        lock.execute("UNLOCK TABLES");
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> database.load().replicaLagSeconds().orElse(-1) == 0);
        replication.stopApplying();
        assertThat(database.load().replicaLagSeconds()).as("nobody knows").isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void anAccountThatMayNotAskForTheLagIsToldTheThreads(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      server.execute(
          "CREATE DATABASE shop",
          "CREATE USER reader IDENTIFIED BY 'secret'",
          "GRANT SELECT ON shop.* TO reader");
      Source source = Sources.of(server, "database.user", "reader", "database.password", "secret");
      try (Database database = source.database()) {
        int quiet = QuietLoad.of(database);
        CompletableFuture<Void> busy = sleep(server, 2);
        await()
            .atMost(Duration.ofSeconds(2))
            .until(() -> database.load().equals(new DatabaseLoad(quiet + 1, OptionalLong.empty())));
        busy.join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aServerThatIsAwayHasNoLoad(Flavor flavor) throws Exception {
    try (DatabaseServer server = DatabaseServer.start(flavor)) {
      try (Database database = Sources.of(server).database()) {
        database.load();
        server.restart();
        assertThat(database.load().threadsRunning()).isNotNegative();
        server.kill();
        assertThatThrownBy(database::load)
            .isInstanceOfSatisfying(
                QueryException.class,
                e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.UNANSWERED));
      }
    }
  }
}
