package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The example configuration with generations and an outbox, on real servers: only its addresses are
 * replaced.
 */
class GenerationsAndOutboxIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String EXAMPLE = "../config/generations-outbox.properties";
  private static final String GENERATION = "user:%d:photos:generation";

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void generationsGrowAndAreTheSameWhenReadAgain(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        MemcachedServer east = MemcachedServer.start();
        MemcachedServer west = MemcachedServer.start();
        MemcachedReader reader = east.reader();
        MemcachedReader other = west.reader()) {
      createTables(database);
      int admin = FreePorts.next();
      Path file = example(database, east, west, admin);
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        long inserted =
            after(database, reader, 7, 0, "INSERT INTO shop.photos VALUES (1, 7, 'a', 0)");
        long renamed =
            after(database, reader, 7, inserted, "UPDATE shop.photos SET title = 'b' WHERE id = 1");
        database.execute("UPDATE shop.photos SET views = 5 WHERE id = 1");
        long moved =
            after(database, reader, 7, renamed, "UPDATE shop.photos SET user_id = 8 WHERE id = 1");
        assertThat(generation(reader, 8))
            .as("of the new owner, by the same change")
            .isEqualTo(moved);
        long deleted = after(database, reader, 8, moved, "DELETE FROM shop.photos WHERE id = 1");
        await().atMost(PATIENCE).until(() -> generation(other, 8) == deleted);
        assertThat(generation(reader, 7)).as("of one whose photos are the same").isEqualTo(moved);
        assertThat(daemon.terminate()).isZero();
      }
      // all of it is read anew
      Files.delete(directory.resolve("state/checkpoint"));
      long seven = generation(reader, 7);
      long eight = generation(reader, 8);
      reader.flushAll();
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        await().atMost(PATIENCE).until(() -> generation(reader, 8) == eight);
        assertThat(generation(reader, 7)).isEqualTo(seven);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theOutboxDoesWhatItsRowsSay(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        MemcachedServer east = MemcachedServer.start();
        MemcachedServer west = MemcachedServer.start();
        MemcachedReader reader = east.reader();
        MemcachedReader other = west.reader()) {
      createTables(database);
      int admin = FreePorts.next();
      try (DaemonProcess daemon = DaemonProcess.run(example(database, east, west, admin), admin)) {
        daemon.awaitReady();
        reader.set("front-page", "stale");
        other.set("front-page", "stale");
        database.execute(
            outbox("'banner', 'set', 'Größe', 3600"),
            outbox("'kept', 'set', 'first', NULL"),
            outbox("'kept', 'set', 'second', NULL"),
            outbox("'front-page', 'delete', NULL, NULL"),
            outbox("'not legal', 'delete', NULL, NULL"),
            outbox("'nothing', 'set', NULL, NULL"));
        inTransaction(database, outbox("'rolled-back', 'set', 'x', NULL"));
        database.execute(outbox("'last', 'set', 'x', NULL"));
        for (MemcachedReader pool : new MemcachedReader[] {reader, other}) {
          await().atMost(PATIENCE).until(() -> pool.getText("last").isPresent());
          assertThat(pool.dumpKeys()).containsExactly("banner", "kept", "last");
          assertThat(pool.getText("banner")).contains("Größe");
          assertThat(pool.getText("kept")).contains("second");
        }
        Path letters = directory.resolve("state/dead-letters.jsonl");
        await().atMost(PATIENCE).until(() -> Files.readAllLines(letters).size() >= 2);
        assertThat(Files.readString(letters))
            .contains("\"reason\":\"the column value is NULL, so that the key was removed")
            .contains("insert keys that memcached takes");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private static String outbox(String values) {
    return "INSERT INTO shop.cache_outbox VALUES (" + values + ")";
  }

  /** A transaction that is rolled back, with an InnoDB table in it. */
  private static void inTransaction(DatabaseServer database, String statement) throws SQLException {
    try (Connection connection = database.connect();
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute("INSERT INTO shop.photos VALUES (99, 9, 'never', 0)");
      sql.execute(statement);
      connection.rollback();
    }
  }

  /** The generation that a user has after a statement has made it larger than it was. */
  private static long after(
      DatabaseServer database, MemcachedReader reader, int user, long before, String statement)
      throws SQLException {
    database.execute(statement);
    await().atMost(PATIENCE).until(() -> generation(reader, user) > before);
    return generation(reader, user);
  }

  private static long generation(MemcachedReader reader, int user) {
    return reader.getText(GENERATION.formatted(user)).map(Long::parseLong).orElse(0L);
  }

  private static void createTables(DatabaseServer database) throws SQLException {
    database.execute(
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "CREATE TABLE shop.photos (id INT NOT NULL PRIMARY KEY, user_id INT NOT NULL,"
            + " title VARCHAR(60) NOT NULL, views INT NOT NULL)",
        "CREATE TABLE shop.cache_outbox (cache_key VARCHAR(250) CHARACTER SET utf8mb4 NOT NULL,"
            + " operation ENUM('set','delete') NOT NULL, value MEDIUMBLOB NULL,"
            + " ttl INT UNSIGNED NULL) ENGINE="
            + outboxEngine(database.flavor()));
  }

  /** With MariaDB, BLACKHOLE is a plug-in that has to be installed. */
  private static String outboxEngine(Flavor flavor) {
    return switch (flavor) {
      case MYSQL -> "BLACKHOLE";
      case MARIADB -> "InnoDB";
    };
  }

  private Path example(
      DatabaseServer database, MemcachedServer east, MemcachedServer west, int admin)
      throws IOException {
    Properties example = new Properties();
    try (var text = Files.newBufferedReader(Path.of(EXAMPLE))) {
      example.load(text);
    }
    example.setProperty("database.hostname", database.host());
    example.setProperty("database.port", Integer.toString(database.port()));
    example.setProperty("database.user", database.user());
    example.setProperty("database.password", database.password());
    example.setProperty("state.dir", directory.resolve("state").toString());
    example.setProperty("admin.listen", "127.0.0.1:" + admin);
    example.setProperty("start.from", "earliest");
    example.setProperty("pools.east.servers", east.address());
    example.setProperty("pools.west.servers", west.address());
    Path file = directory.resolve("example.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      example.store(out, null);
    }
    return file;
  }
}
