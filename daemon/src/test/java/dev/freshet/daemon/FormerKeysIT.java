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
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What transformers leave in pools that are taken out of the configuration, or changed. */
class FormerKeysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USERS = 1 << 12;

  @TempDir Path directory;

  @Test
  void keysThatNobodyMakesAnyMoreAreRemoved() throws Exception {
    int admin = FreePorts.next();
    try (TestPool east = TestPool.start("east", 2, PoolServer::direct);
        TestPool west = TestPool.start("west", 1, PoolServer::direct);
        DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      List<TestPool> pools = List.of(east, west);
      ExampleSite site = new ExampleSite(database);
      site.create();
      site.fill(USERS);
      Path file = site.configure(directory, admin, pools, "");
      DaemonProcess.Outcome warm = DaemonProcess.executeHere("warm", "-c", file.toString());
      assertThat(warm.status()).as(warm.messages()).isZero();
      try (MemcachedReader own = east.servers().get(0).reader()) {
        own.set("visitors", "17");
      }
      String text = Files.readString(file);
      assertThat(text).contains("key=user:${id}\n").contains("transformers=user,");
      Files.writeString(
          file,
          text.replace("key=user:${id}\n", "key=member:${id}\n")
              .replaceFirst("(?m)^(transformers=.*),comment_count", "$1")
              .replaceFirst("(?s)# photo:42:comments.*?\n\n", ""));
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        for (TestPool pool : pools) {
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> {
                    SortedMap<String, JsonNode> held = ExampleSite.held(pool);
                    assertThat(held.keySet().stream().filter(key -> key.matches("user:[0-9]+")))
                        .isEmpty();
                    assertThat(held.tailMap("member:").headMap("member;")).hasSize(USERS);
                    assertThat(
                            held.keySet().stream().filter(key -> key.matches("photo:.*:comments")))
                        .isEmpty();
                    assertThat(held).containsKeys("user:1:photos", "photo:2");
                  });
        }
        assertThat(daemon.log()).contains("were removed from pool east");
        assertThat(daemon.terminate()).isZero();
      }
      try (MemcachedReader reader = east.servers().get(0).reader()) {
        assertThat(reader.getText("visitors")).contains("17");
      }
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        assertThat(Files.readString(directory.resolve("state/transformers.json")))
            .contains("\"former\":[]");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }
}
