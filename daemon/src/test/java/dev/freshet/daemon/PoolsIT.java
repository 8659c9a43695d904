package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of pools that lose a server, come back, are invalidated, or are set up anew. */
class PoolsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SMALL = "pool.queue.bytes=64k\nbatch.max.bytes=64k\n";

  @TempDir Path directory;

  private DatabaseServer database;
  private SiteConfiguration configuration;

  @BeforeEach
  void start() throws Exception {
    database = DatabaseServer.start(Flavor.MYSQL);
    configuration = SiteConfiguration.in(directory, database);
    new PhotoSite(database).create();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private void writeSettings(int from, int to, String value) throws Exception {
    for (int id = from; id < to; id++) {
      database.execute(
          "INSERT INTO site.settings VALUES ('%d', '%s', 'text', 1, 1)".formatted(id, value)
              + " ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1");
    }
  }

  private DaemonProcess run(String more, TestPool... pools) throws Exception {
    Path file = configuration.write(PhotoSite.TRANSFORMERS + more, pools);
    DaemonProcess daemon = DaemonProcess.run(file, configuration.adminPort());
    daemon.awaitReady();
    return daemon;
  }

  private void awaitTruth(TestPool pool) throws Exception {
    SortedMap<String, JsonNode> expected = new PhotoSite(database).expected();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(pool.items()).isEqualTo(expected));
  }

  @Test
  void theServersOfAPoolGoOnWithoutOneThatHangsAndItCatchesUp() throws Exception {
    try (TestPool east = TestPool.start("east", 3);
        DaemonProcess daemon = run(SMALL, east)) {
      writeSettings(0, 30, "first");
      awaitTruth(east);
      PoolServer hanging = east.servers().get(1);
      int held = TestPool.items(hanging).size();
      assertThat(held).isPositive();
      hanging.process().pause();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                writeSettings(0, 30, "x".repeat(150));
                assertThat(serverBehind(daemon)).isEqualTo(hanging.address());
              });
      writeSettings(0, 30, "second");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                for (int i = 0; i < 3; i += 2) {
                  assertThat(TestPool.items(east.servers().get(i)).values())
                      .as("a server that goes on")
                      .isNotEmpty()
                      .allMatch(value -> value.get("value").asText().equals("second"));
                }
              });
      assertThat(daemon.poolStates()).isEqualTo(Map.of("east", "down"));
      hanging.process().resume();
      awaitTruth(east);
      await().atMost(PATIENCE).until(() -> daemon.poolStates().equals(Map.of("east", "live")));
      assertThat(TestPool.items(hanging)).hasSize(held);
    }
  }

  private static String serverBehind(DaemonProcess daemon) throws Exception {
    for (JsonNode server :
        PhotoSite.parse(daemon.get("/status").body()).get("pools").get(0).get("servers")) {
      if (server.get("behind").asBoolean()) {
        return server.get("server").asText();
      }
    }
    return "";
  }

  @Test
  void aPoolThatIsFlushedOnReturnHoldsNothingFromBefore() throws Exception {
    try (TestPool east = TestPool.start("east", 1);
        TestPool west = TestPool.start("west", 2);
        DaemonProcess daemon = run(SMALL + "pools.west.on.return=flush\n", east, west)) {
      writeSettings(0, 20, "first");
      awaitTruth(west);
      west.disconnect();
      writeSettings(0, 20, "second");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                writeSettings(20, 60, "x".repeat(150));
                assertThat(daemon.log()).contains("Pool west is left behind");
              });
      west.restore();
      await().atMost(PATIENCE).until(() -> "live".equals(daemon.poolStates().get("west")));
      assertThat(west.items()).isEmpty();
      writeSettings(0, 60, "third");
      awaitTruth(west);
      awaitTruth(east);
    }
  }

  @Test
  void whatAnApplicationStoresLateIsDeletedAgain() throws Exception {
    try (TestPool east = TestPool.start("east", 1);
        DaemonProcess daemon =
            run("pools.east.mode=invalidate\npools.east.delete.repeat.after=3s\n", east);
        MemcachedReader application = east.servers().get(0).reader()) {
      writeSettings(1, 2, "new");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  daemon
                      .get("/metrics")
                      .body()
                      .matches("(?s).*acknowledged_operations_total\\{[^}]*\\} 1\\.0.*"));
      application.set("setting:1", "read before the change");
      assertThat(application.get("setting:1")).isPresent();
      await().atMost(PATIENCE).until(() -> application.get("setting:1").isEmpty());
      assertThat(daemon.poolStates()).isEqualTo(Map.of("east", "live"));
    }
  }

  @Test
  void aHangUpTakesOverPoolsThatHaveChanged() throws Exception {
    try (TestPool east = TestPool.start("east", 1);
        TestPool west = TestPool.start("west", 1);
        TestPool north = TestPool.start("north", 1);
        DaemonProcess daemon = run("", east, west)) {
      writeSettings(0, 5, "first");
      awaitTruth(west);
      Path file = configuration.write(PhotoSite.TRANSFORMERS + "nonsense=1\n", north, east);
      daemon.hangUp();
      await().atMost(PATIENCE).until(() -> daemon.log().contains("nonsense"));
      assertThat(daemon.poolStates()).containsOnlyKeys("east", "west");
      configuration.write(PhotoSite.TRANSFORMERS + "pools.east.ack.timeout=4s\n", north, east);
      daemon.hangUp();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(daemon.poolStates())
                      .as(daemon.log())
                      .isEqualTo(Map.of("east", "live", "north", "live")));
      writeSettings(0, 8, "second");
      awaitTruth(north);
      awaitTruth(east);
      assertThat(west.items()).hasSize(5);
      assertThat(daemon.get("/metrics").body())
          .contains("pool=\"north\"")
          .containsPattern("freshet_pool_state\\{[^}]*pool=\"north\",state=\"live\"[^}]*} 1\\.0")
          .doesNotContainPattern("freshet_pool_state\\{[^}]*pool=\"west\"");
      assertThat(Files.readString(file)).contains("ack.timeout");
      assertThat(daemon.terminate()).isZero();
    }
  }
}
