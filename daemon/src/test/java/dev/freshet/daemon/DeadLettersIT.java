package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be placed is recorded without row data, its key does not stay stale, and the rest
 * goes on.
 */
class DeadLettersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = "secret-row-data";

  @TempDir Path directory;

  @Test
  void whatCannotBePlacedIsRecordedAndTheStreamGoesOn() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        MemcachedServer memcached = MemcachedServer.start();
        MemcachedReader reader = memcached.reader()) {
      database.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.pages (name VARCHAR(300) NULL, body MEDIUMTEXT, id INT PRIMARY KEY)");
      int admin = FreePorts.next();
      try (DaemonProcess daemon =
          DaemonProcess.run(configuration(database, memcached, admin), admin)) {
        daemon.awaitReady();
        database.execute(
            "INSERT INTO shop.pages VALUES ('big', 'small at first', 1), ('kept', 'x', 2)");
        await().atMost(PATIENCE).until(() -> reader.get("page:big").isPresent());
        database.execute(
            "UPDATE shop.pages SET body = REPEAT('" + SECRET + "', 100000) WHERE id = 1",
            "INSERT INTO shop.pages VALUES ('two words', '" + SECRET + "', 3)",
            "INSERT INTO shop.pages VALUES (NULL, '" + SECRET + "', 4)",
            "INSERT INTO shop.pages VALUES (REPEAT('k', 300), '" + SECRET + "', 5)",
            "INSERT INTO shop.pages VALUES ('x\r\nflush_all', '" + SECRET + "', 6)",
            "INSERT INTO shop.pages VALUES ('last', 'y', 7)");
        await().atMost(PATIENCE).until(() -> reader.get("page:last").isPresent());
        Path file = directory.resolve("state/dead-letters.jsonl");
        await().atMost(PATIENCE).until(() -> lines(file).size() == 5);
        assertThat(reader.get("page:big")).as("no stale value stays").isEmpty();
        assertThat(reader.dumpKeys()).containsExactly("page:kept", "page:last");
        assertThat(lines(file))
            .allSatisfy(
                line -> {
                  JsonNode letter = PhotoSite.parse(line);
                  assertThat(letter.get("table").asText()).isEqualTo("shop.pages");
                  assertThat(letter.get("transformer").asText()).isEqualTo("page");
                  assertThat(letter.get("position").asText()).isNotEmpty();
                  assertThat(letter.get("reason").asText()).isNotEmpty();
                  assertThat(line).doesNotContain(SECRET);
                })
            .anySatisfy(
                line ->
                    assertThat(PhotoSite.parse(line).get("key").asText()).isEqualTo("page:big"));
        assertThat(daemon.log()).doesNotContain(SECRET);
        assertThat(daemon.get("/metrics").body())
            .containsPattern("freshet_dead_letters_total\\{[^}]*} 5\\.0");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void aTimeToLiveOverThirtyDaysIsNotTakenForATimeInThePast() throws Exception {
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        MemcachedServer memcached = MemcachedServer.start();
        MemcachedReader reader = memcached.reader()) {
      database.execute(
          "CREATE DATABASE shop",
          "CREATE TABLE shop.pages (name VARCHAR(300), body MEDIUMTEXT, id INT PRIMARY KEY)");
      int admin = FreePorts.next();
      Path file = configuration(database, memcached, admin);
      Files.writeString(file, Files.readString(file) + "transformers.page.ttl=60d\n");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        database.execute("INSERT INTO shop.pages VALUES ('a', 'x', 1)");
        await().atMost(PATIENCE).until(() -> reader.get("page:a").isPresent());
        assertThat(reader.item("page:a").orElseThrow().ttlSeconds())
            .as("60 days, by a server whose clock ticks once a second")
            .isBetween(Duration.ofDays(60).toSeconds() - 120, Duration.ofDays(60).toSeconds() + 2);
      }
    }
  }

  private static List<String> lines(Path file) throws Exception {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private Path configuration(DatabaseServer database, MemcachedServer memcached, int admin)
      throws Exception {
    return Files.writeString(
        directory.resolve("shop.properties"),
        """
        name=shop
        state.dir=%s
        admin.listen=127.0.0.1:%d
        database.hostname=%s
        database.port=%d
        database.user=%s
        database.password=%s
        transformers=page
        transformers.page.type=row
        transformers.page.table=shop.pages
        transformers.page.key=page:${name}
        pools=east
        pools.east.servers=%s
        """
            .formatted(
                directory.resolve("state"),
                admin,
                database.host(),
                database.port(),
                database.user(),
                database.password(),
                memcached.address()));
  }
}
