package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code freshet explain} on real servers, over the photo site of config/. */
class ExplainIT {

  private static final String LIST = "[{\"id\":4,\"title\":\"Sea\",\"price\":9.50}]";
  private static final String OUTBOX =
      "transformer=outbox makes=perhaps why=\"does what its rows say, and they may name any key\"";

  @TempDir Path directory;

  private Path file;
  private TestPool east;
  private TestPool west;

  @BeforeEach
  void startPools() {
    file = directory.resolve("photo-site.properties");
    east = TestPool.start("east", 2, PoolServer::direct);
    west = TestPool.start("west", 2, PoolServer::direct);
  }

  @AfterEach
  void stopPools() {
    east.close();
    west.close();
  }

  private static void fill(DatabaseServer database) throws Exception {
    database.execute(
        "INSERT INTO site.users VALUES (1, 'Ann', NULL, 0.5, '2026-11-25 12:00:00')",
        "INSERT INTO site_0.photos VALUES (4, 1, 'Sea', 9.5, NULL, 0)",
        "INSERT INTO site.cache_outbox (cache_key, operation, value) VALUES ('named:1', 'set', 'x')");
  }

  /** The lines of an explanation; its exit status comes first. */
  private List<String> explain(String key) throws Exception {
    DaemonProcess.Outcome outcome =
        DaemonProcess.executeHere("explain", "--config", file.toString(), key);
    return List.of((outcome.status() + "\n" + outcome.messages() + outcome.output()).split("\n"));
  }

  private static PoolServer serverOf(TestPool pool, String key) {
    return pool.servers().stream()
        .filter(
            server -> {
              try (MemcachedReader reader = server.reader()) {
                return reader.get(key).isPresent();
              }
            })
        .findFirst()
        .orElseThrow();
  }

  private static void plant(PoolServer server, String key, String value) {
    try (MemcachedReader reader = server.reader()) {
      reader.set(key, value);
    }
  }

  private static String line(String pool, PoolServer server, String rest) {
    return "pool=%s server=%s %s".formatted(pool, server.address(), rest);
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void everyKindOfKeyIsExplained(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor)) {
      start(database, "", "user:1", "photo:4", "user:1:photos", "page:4", "album:1", "named:1");
      keysThatAreRight();
      keysThatAreWrong();
      keysOfNobody();
    }
  }

  /** Has a daemon run until the first pool holds {@code keys} and ends it. */
  private void start(DatabaseServer database, String more, String... keys) throws Exception {
    ExampleSite site = new ExampleSite(database);
    site.create();
    int admin = FreePorts.next();
    assertThat(site.configure(directory, admin, List.of(east, west), more)).isEqualTo(file);
    try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
      daemon.awaitReady();
      fill(database);
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(ExampleSite.held(east)).containsKeys(keys));
      // which has the other pool acknowledge all
      assertThat(daemon.terminate()).isZero();
    }
  }

  private void keysThatAreRight() throws Exception {
    String photo = "{\"id\":4,\"owner\":1,\"title\":\"Sea\",\"cents\":950.00,\"camera\":null}";
    assertThat(explain("photo:4"))
        .hasSize(5)
        .startsWith(
            "0",
            "transformer=photo table=site_0.photos row=\"id=4\" makes=set ttl=0 flags=0 value="
                + photo,
            OUTBOX)
        .last()
        .asString()
        .matches("pool=west server=\\S+ state=equal holds=value version=\\d+ flags=0 value=.*")
        .endsWith(photo);
    assertThat(explain("user:1:photos"))
        .hasSize(5)
        .element(1)
        .isEqualTo(
            "transformer=user_photos table=site_0.photos row=\"user_id=1\" makes=set ttl=0 flags=0 value="
                + LIST);
    for (String key : List.of("user:1", "page:4", "album:1")) {
      assertThat(explain(key))
          .as(key)
          .hasSize(5)
          .filteredOn(s -> s.contains("state=equal"))
          .hasSize(2);
    }
    assertThat(explain("user:2"))
        .hasSize(5)
        .contains(
            "0", "transformer=user row=\"id=2\" makes=nothing why=\"the database has no such row\"")
        .filteredOn(s -> s.endsWith(" state=equal holds=nothing"))
        .hasSize(2);
    assertThat(explain("user:2:friends"))
        .contains(
            "transformer=friends table=site.friendships row=\"user_id=2\" makes=nothing"
                + " why=\"the database has no value for it\"");
    assertThat(explain("user:1:photos:generation"))
        .hasSize(5)
        .contains(
            "0",
            "transformer=photos_generation row=\"user_id=1\" makes=unknown"
                + " why=\"it stores how far the changes have come, which the database does not tell\"")
        .filteredOn(s -> s.contains("state=unknown"))
        .hasSize(2);
  }

  private void keysThatAreWrong() throws Exception {
    PoolServer inEast = serverOf(east, "user:1");
    PoolServer inWest = serverOf(west, "user:1");
    plant(inEast, "user:1", "something else");
    plant(serverOf(east, "user:1:photos"), "user:1:photos", LIST + " ");
    assertThat(explain("user:1:photos"))
        .startsWith("1")
        .anyMatch(s -> s.contains("state=different"));
    inWest.restartEmpty();
    List<String> wrong = explain("user:1");
    assertThat(wrong)
        .startsWith("1")
        .anyMatch(s -> s.startsWith(line("east", inEast, "state=different holds=value")))
        .contains(line("west", inWest, "state=missing holds=nothing"));
    east.servers().forEach(server -> plant(server, "user:2", "left behind"));
    assertThat(explain("user:2")).startsWith("1").anyMatch(s -> s.contains("state=surplus"));
    inWest.process().kill();
    assertThat(explain("user:1"))
        .startsWith("1")
        .anyMatch(s -> s.startsWith(line("west", inWest, "state=unreadable why=\"")));
    inWest.restartEmpty();
  }

  private void keysOfNobody() throws Exception {
    assertThat(explain("named:1"))
        .startsWith("0", OUTBOX)
        .filteredOn(s -> s.contains("state=unknown"))
        .hasSize(2);
    DaemonProcess.Outcome outcome =
        DaemonProcess.execute("explain", "-c", file.toString(), "two words");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.messages()).contains("'two words' is no key that memcached takes");
  }

  @Test
  void aPoolIsJudgedByWhatItIsGiven() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL)) {
      start(database, "pools.west.mode=invalidate\ntransformers.user.pools=west\n", "photo:4");
      assertThat(explain("photo:4"))
          .startsWith("0")
          .anyMatch(s -> s.startsWith("pool=east") && s.contains("state=equal holds=value"))
          .anyMatch(s -> s.startsWith("pool=west") && s.endsWith("state=equal holds=nothing"));
      PoolServer inWest = west.servers().get(0);
      plant(inWest, keyOn(inWest), "the application's own");
      assertThat(explain(keyOn(inWest)))
          .startsWith("0")
          .anyMatch(
              s ->
                  s.startsWith(
                      line(
                          "west",
                          inWest,
                          "state=unknown why=\"what the pool holds is its applications' own\"")));
      assertThat(explain("user:1"))
          .anyMatch(
              s ->
                  s.startsWith("pool=east")
                      && s.endsWith(
                          "state=unknown why=\"the database does not tell what it should hold\""
                              + " holds=nothing"));
    }
  }

  /** A photo that lives on a server of the pool west. */
  private String keyOn(PoolServer server) throws Exception {
    for (int id = 4; id < 100; id++) {
      DaemonProcess.Outcome routed =
          DaemonProcess.executeHere("route", "-c", file.toString(), "photo:" + id);
      if (routed.output().contains("west\tphoto:%d\t%s".formatted(id, server.address()))) {
        return "photo:" + id;
      }
    }
    throw new AssertionError("no photo lives on " + server.address());
  }
}
