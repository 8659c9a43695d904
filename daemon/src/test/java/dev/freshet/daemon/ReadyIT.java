package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that are kept warm, and the key that says so, on real servers. */
class ReadyIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NOTICED = Duration.ofSeconds(5);
  private static final String MARKER = "freshet:photo-site:ready";
  private static final int USERS = 1 << 14;

  @TempDir Path directory;

  private final List<TestPool> pools = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final int admin = FreePorts.next();

  @BeforeEach
  void startPools() {
    pools.add(TestPool.start("east", 2, PoolServer::direct));
    pools.add(TestPool.start("west", 2, PoolServer::direct));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    pools.forEach(TestPool::close);
  }

  private static Optional<String> marker(TestPool pool) {
    for (PoolServer server : pool.servers()) {
      try (MemcachedReader reader = server.reader()) {
        Optional<String> marker = reader.getText(MARKER);
        if (marker.isPresent()) {
          return marker;
        }
      }
    }
    return Optional.empty();
  }

  private static void warm(Path file) {
    DaemonProcess.Outcome warm = DaemonProcess.executeHere("warm", "-c", file.toString());
    assertThat(warm.status()).as(warm.messages()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void aServerThatComesBackEmptyIsFilledAgainAndTheMarkerTellsTheTruth(Flavor flavor)
      throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      ExampleSite site = new ExampleSite(database);
      site.create();
      Path file = site.configure(directory, admin, pools, "warm.rate=4000\n");
      site.fill(USERS);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        assertThat(marker(pools.get(0))).as("before it is warm").isEmpty();
        Instant before = Instant.now().minusSeconds(1);
        warm(file);
        await().atMost(NOTICED).until(() -> marker(pools.get(0)).isPresent());
        JsonNode marker = PhotoSite.parse(marker(pools.get(0)).orElseThrow());
        assertThat(Instant.parse(marker.get("warm_since").asText())).isAfter(before);
        assertThat(marker.get("position").asText()).contains("gtid");
        assertThat(Instant.parse(marker.get("time").asText())).isAfter(before);
        Future<Void> writing = threads.submit(() -> write(database));

        TestPool east = pools.get(0);
        // the server that has the marker goes away with it: the other one is the harder case
        PoolServer killed = east.servers().get(holdsMarker(east.servers().get(0)) ? 1 : 0);
        killed.restartEmpty();
        await().atMost(NOTICED).until(() -> marker(east).isEmpty());
        assertThat(marker(pools.get(1))).isPresent();
        await()
            .atMost(NOTICED)
            .untilAsserted(() -> assertThat(daemon.poolStates()).containsEntry("east", "warming"));
        assertThat(marker(east)).as("while it is filled").isEmpty();
        await().atMost(PATIENCE).until(() -> marker(east).isPresent());
        try (MemcachedReader reader = killed.reader()) {
          assertThat(reader.dumpKeys()).hasSizeGreaterThan(USERS / 4);
        }
        writing.cancel(true);
        for (TestPool pool : pools) {
          await().atMost(PATIENCE).untilAsserted(() -> site.assertEqual(pool));
        }
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static boolean holdsMarker(PoolServer server) {
    try (MemcachedReader reader = server.reader()) {
      return reader.get(MARKER).isPresent();
    }
  }

  private static Void write(DatabaseServer database) throws Exception {
    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
      int id = (int) (i * 7919L % USERS);
      database.execute(
          "UPDATE site.users SET name = CONCAT('u', %d) WHERE id = %d".formatted(i, id));
    }
    return null;
  }

  @Test
  void whatHappensWhileTheDaemonIsAwayIsNoticedAtItsStart() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      ExampleSite site = new ExampleSite(database);
      site.create();
      Path file = site.configure(directory, admin, pools, "");
      site.fill(USERS);
      warm(file);
      TestPool west = pools.get(1);
      west.servers().get(0).restartEmpty();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await()
            .atMost(PATIENCE)
            .until(() -> pools.stream().allMatch(pool -> marker(pool).isPresent()));
        site.assertEqual(west);
        assertThat(daemon.log()).contains("Pool west has lost some of what it held");
        assertThat(daemon.terminate()).isZero();
      }
      Files.writeString(
          file,
          Files.readString(file).replace("transformers=user,", "transformers=user,name,")
              + """
              transformers.name.type=row
              transformers.name.table=site.users
              transformers.name.key=name:${id}
              transformers.name.columns=name
              """);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(ExampleSite.held(west).tailMap("name:").headMap("name;"))
                        .hasSize(USERS));
        await().atMost(NOTICED).until(() -> marker(west).isPresent());
        assertThat(daemon.terminate()).isZero();
      }
    }
  }
}
