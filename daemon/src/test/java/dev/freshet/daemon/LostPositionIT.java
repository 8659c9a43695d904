package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Binlog files that are purged before they were read, on real servers. */
class LostPositionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USERS = 1 << 10;
  private static final String WARM = "position.lost=warm\n";

  @TempDir Path directory;

  private final List<TestPool> pools = new ArrayList<>();
  private final int admin = FreePorts.next();

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2, PoolServer::direct));
    pools.add(TestPool.start("west", 2, PoolServer::proxied));
  }

  @AfterEach
  void stop() {
    pools.forEach(TestPool::close);
  }

  private static ExampleSite create(DatabaseServer database) throws Exception {
    ExampleSite site = new ExampleSite(database);
    site.create();
    site.fill(USERS);
    return site;
  }

  private static void warm(Path file) {
    DaemonProcess.Outcome warm = DaemonProcess.executeHere("warm", "-c", file.toString());
    assertThat(warm.status()).as(warm.messages()).isZero();
  }

  /** Changes rows, removes some and adds some, and leaves no binlog that tells. */
  private static void changeUnseen(DatabaseServer database) throws SQLException {
    database.execute(
        "UPDATE site.users SET name = 'changed' WHERE id < 100",
        "DELETE FROM site.users WHERE id BETWEEN 200 AND 299",
        "REPLACE INTO site.users SELECT id + 5000, name, about, score, seen FROM site.users"
            + " WHERE id < 100",
        "UPDATE site_1.photos SET user_id = 7");
    await().atMost(PATIENCE).until(() -> database.purgeBinlogs() == 1);
    database.execute("UPDATE site.users SET name = 'later' WHERE id = 400");
  }

  private void awaitEqual(ExampleSite site) {
    for (TestPool pool : pools) {
      await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pool));
    }
  }

  private static void append(Path file, String more) throws IOException {
    Files.writeString(file, Files.readString(file) + more);
  }

  private static boolean isReady(TestPool pool) {
    return pool.servers().stream()
        .anyMatch(
            server -> {
              try (MemcachedReader reader = server.reader()) {
                return reader.get("freshet:photo-site:ready").isPresent();
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aDaemonThatWasAwayForTooLongSaysSoOrFillsThePoolsAgain(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      Path file = site.configure(directory, admin, pools, "");
      warm(file);
      changeUnseen(database);
      DaemonProcess.Outcome check = DaemonProcess.executeHere("check", "-c", file.toString());
      assertThat(check.status()).isEqualTo(1);
      assertThat(check.output() + check.messages()).contains("position.lost=warm");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        assertThat(daemon.awaitExit()).isEqualTo(1);
        assertThat(daemon.log()).contains("purged", "position.lost=warm");
      }
      append(file, WARM);
      assertThat(DaemonProcess.executeHere("check", "-c", file.toString()).status()).isZero();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await().atMost(PATIENCE).until(() -> pools.stream().allMatch(LostPositionIT::isReady));
        for (TestPool pool : pools) {
          site.assertEqual(pool);
        }
        database.execute("UPDATE site.users SET name = 'goes on' WHERE id < 3");
        awaitEqual(site);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aRunningDaemonBeginsAnew(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      Path file = site.configure(directory, admin, pools, WARM);
      warm(file);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        daemon.pause();
        killReaders(database);
        changeUnseen(database);
        daemon.resume();
        await()
            .atMost(PATIENCE)
            .until(() -> daemon.log().contains("beginning anew, as position.lost=warm says"));
        awaitEqual(site);
        await().atMost(PATIENCE).until(() -> pools.stream().allMatch(LostPositionIT::isReady));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static void killReaders(DatabaseServer database) throws SQLException {
    List<String> readers = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ID FROM information_schema.PROCESSLIST WHERE USER = 'freshet'")) {
      while (rows.next()) {
        readers.add("KILL " + rows.getLong(1));
      }
    }
    assertThat(readers).isNotEmpty();
    database.execute(readers.toArray(String[]::new));
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aPoolThatWasAwayForTooLongIsQuarantinedOrFilledAgain(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = create(database);
      Path file =
          site.configure(directory, admin, pools, "pool.queue.bytes=1m\nbatch.max.bytes=64k\n");
      warm(file);
      TestPool west = pools.get(1);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        leaveBehind(database, west);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(daemon.poolStates())
                        .as(daemon.log())
                        .containsEntry("west", "quarantined"));
        assertThat(daemon.get("/status").body()).contains("position.lost=warm");
        assertThat(daemon.terminate()).isZero();
      }
      append(file, WARM);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await().atMost(PATIENCE).until(() -> pools.stream().allMatch(LostPositionIT::isReady));
        awaitEqual(site);
        leaveBehind(database, west);
        await()
            .atMost(PATIENCE)
            .until(() -> daemon.log().contains("Pool west goes on without what it missed"));
        awaitEqual(site);
        await().atMost(PATIENCE).until(() -> pools.stream().allMatch(LostPositionIT::isReady));
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  /** Has a pool's servers away for longer than the binlog is kept. */
  private static void leaveBehind(DatabaseServer database, TestPool pool) throws Exception {
    pool.servers().forEach(server -> server.proxy().refuse());
    pool.servers().forEach(server -> server.proxy().cut());
    for (int i = 0; i < 30; i++) {
      database.execute("UPDATE site.users SET about = REPEAT('%c', 200)".formatted('a' + i % 26));
    }
    changeUnseen(database);
    pool.servers().forEach(server -> server.proxy().restore());
  }
}
