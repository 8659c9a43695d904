package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.daemon.plugin.PluginJar;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import dev.freshet.testkit.FreePorts;
import dev.freshet.testkit.MemcachedReader;
import io.debezium.data.Envelope;
import io.debezium.transforms.ExtractNewRecordState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged program with transforms: the example configuration, of which only the addresses are
 * replaced, transforms of Debezium's from a plug-in, and one that fails.
 */
class TransformsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path EXAMPLE = Path.of("../config/transforms.properties");
  private static final String SECRET = "swordfish";

  private static final String TABLE =
      """
      CREATE TABLE %s.customers (
        id BIGINT UNSIGNED NOT NULL PRIMARY KEY, full_name VARCHAR(40) NOT NULL,
        email VARCHAR(80) NULL, password_hash VARBINARY(20) NOT NULL, balance DECIMAL(20,3) NOT NULL,
        joined DATETIME NOT NULL, seen TIMESTAMP(3) NULL, ratio FLOAT NULL,
        flags SET('a','b') NULL, active BIT(1) NOT NULL, notes JSON NULL)
      """;

  private static final String ROW =
      "(%d, '%s', 'a@example.com', x'00ff', 12345678901234567.250, '2026-11-20 07:45:00',"
          + " '2026-11-20 07:45:00.120', 0.1, 'a,b', b'1', '{\"k\": [1, 2.50]}')";

  private static final String DOCUMENT =
      "{\"id\":%d,\"name\":\"%s\",\"email\":\"hidden\",\"balance\":12345678901234567.250,"
          + "\"joined\":\"2026-11-20\",\"seen\":\"2026-11-20 07:45:00.120\",\"ratio\":0.1,"
          + "\"flags\":\"a,b\",\"active\":true,\"notes\":%s,\"site\":\"eu\"}";

  @TempDir Path directory;

  private static String document(Flavor flavor, long id, String name) {
    // MySQL keeps documents in a form of its own, MariaDB as they were written
    return DOCUMENT.formatted(
        id, name, flavor == Flavor.MYSQL ? "{\"k\":[1,2.5]}" : "{\"k\":[1,2.50]}");
  }

  private static void awaitText(MemcachedReader reader, String key, String text) {
    await(key)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(reader.getText(key)).as(key).contains(text));
  }

  private static void awaitGone(MemcachedReader reader, String key) {
    await(key).atMost(PATIENCE).until(() -> reader.getText(key).isEmpty());
  }

  private List<JsonNode> letters() throws IOException {
    Path file = directory.resolve("state/dead-letters.jsonl");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(PhotoSite::parse).toList()
        : List.of();
  }

  private static void createShards(DatabaseServer database) throws Exception {
    database.execute(
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'",
        "CREATE DATABASE shop_0 CHARACTER SET utf8mb4",
        "CREATE DATABASE shop_1 CHARACTER SET utf8mb4",
        "CREATE DATABASE shop_test CHARACTER SET utf8mb4",
        TABLE.formatted("shop_0"),
        TABLE.formatted("shop_1"),
        TABLE.formatted("shop_test"));
  }

  /** The example with the addresses of a test. */
  private Path example(DatabaseServer database, TestPool pool, int admin) throws IOException {
    Properties lines = new Properties();
    try (var reader = Files.newBufferedReader(EXAMPLE)) {
      lines.load(reader);
    }
    lines.keySet().removeIf(key -> key.toString().startsWith("pools"));
    lines.setProperty("database.hostname", database.host());
    lines.setProperty("database.port", Integer.toString(database.port()));
    lines.setProperty("database.password", "stream-pass");
    lines.setProperty("state.dir", directory.resolve("state").toString());
    lines.setProperty("admin.listen", "127.0.0.1:" + admin);
    lines.setProperty("pools", pool.name());
    Path file = directory.resolve("transforms.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      lines.store(writer, null);
      writer.write(pool.configuration());
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void theExampleMakesOneTableOfShards(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      createShards(database);
      int admin = FreePorts.next();
      Path file = example(database, pool, admin);
      DaemonProcess.Outcome check = DaemonProcess.execute("check", "-c", file.toString());
      assertThat(check.status()).as(check.output() + check.messages()).isZero();
      assertThat(check.output())
          .contains("transform mask: accepts its options")
          .contains("transformer customer: fits 2 tables, shop_0.customers and others")
          .contains(
              "transformer customer: the transforms drop a row of NULLs of shop_test.customers")
          .doesNotContain("PROBLEM");
      try (DaemonProcess daemon = DaemonProcess.run(file, admin)) {
        daemon.awaitReady();
        database.execute(
            "INSERT INTO shop_0.customers VALUES " + ROW.formatted(1, "Ann"),
            "INSERT INTO shop_test.customers VALUES " + ROW.formatted(9, "Test"),
            "INSERT INTO shop_1.customers VALUES " + ROW.formatted(2, "Ben"));
        awaitText(reader, "customer:1", document(flavor, 1, "Ann"));
        awaitText(reader, "customer:2", document(flavor, 2, "Ben"));
        database.execute(
            "UPDATE shop_1.customers SET id = 3, full_name = 'Bea' WHERE id = 2",
            "UPDATE shop_0.customers SET email = 'b@example.com' WHERE id = 1",
            "DELETE FROM shop_0.customers",
            "INSERT INTO shop_0.customers VALUES "
                + ROW.formatted(4, "Cat").replace("'a@example.com'", "NULL"));
        awaitText(
            reader,
            "customer:4",
            document(flavor, 4, "Cat").replace("\"email\":\"hidden\"", "\"email\":null"));
        awaitText(reader, "customer:3", document(flavor, 3, "Bea"));
        assertThat(reader.dumpKeys()).containsExactly("customer:3", "customer:4");
        assertThat(letters()).isEmpty();
        database.execute("TRUNCATE TABLE shop_0.customers");
        await().atMost(PATIENCE).until(() -> letters().size() == 1);
        assertThat(letters().get(0).get("transformer").asText()).isEqualTo("customer");
        assertThat(daemon.get("/metrics").body())
            .containsPattern("freshet_transforms_failures_total\\{[^}]*transform=\"mask\"} 0\\.0");

        DaemonProcess.Outcome tried =
            DaemonProcess.execute(
                "try",
                "-c",
                file.toString(),
                "--table",
                "shop_1.customers",
                "--before",
                "{\"id\": 3, \"full_name\": \"Bea\"}",
                "--row",
                "{\"id\": 5, \"full_name\": \"Dan\", \"email\": \"d@example.com\"}");
        assertThat(tried.status()).as(tried.messages()).isZero();
        assertThat(tried.output())
            .contains("customer\tdelete\tcustomer:3")
            .contains(
                "customer\tset\tcustomer:5\t0\t0\t{\"id\":5,\"name\":\"Dan\",\"email\":\"hidden\"");
        DaemonProcess.Outcome dropped =
            DaemonProcess.execute(
                "try",
                "-c",
                file.toString(),
                "--table",
                "shop_test.customers",
                "--row",
                "{\"id\": 5}");
        assertThat(dropped.status()).isZero();
        assertThat(dropped.messages()).contains("The transforms drop this change");
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Flavor.class)
  void oneThatThrowsLeavesNothingStaleAndNothingSilent(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      new PhotoSite(database).create();
      database.execute("CREATE TABLE site.labels (id INT PRIMARY KEY, label VARCHAR(20) NOT NULL)");
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file =
          site.write(
              """
              transforms=row,number
              transforms.row.type=org.apache.kafka.connect.transforms.ExtractField$Value
              transforms.row.field=after
              transforms.number.type=org.apache.kafka.connect.transforms.Cast$Value
              transforms.number.spec=label:int32
              transformers=label
              transformers.label.type=row
              transformers.label.table=site.labels
              transformers.label.key=label:${id}
              """,
              pool);
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        database.execute("INSERT INTO site.labels VALUES (1, '7'), (2, '8'), (3, '9')");
        awaitText(reader, "label:3", "{\"id\":3,\"label\":9}");
        database.execute(
            "UPDATE site.labels SET id = 4, label = '" + SECRET + "' WHERE id = 1",
            "UPDATE site.labels SET label = '18' WHERE id = 2",
            "INSERT INTO site.labels VALUES (5, '5')");
        awaitText(reader, "label:5", "{\"id\":5,\"label\":5}");
        awaitText(reader, "label:2", "{\"id\":2,\"label\":18}");
        awaitGone(reader, "label:1");
        await().atMost(PATIENCE).until(() -> letters().size() == 1);
        JsonNode letter = letters().get(0);
        assertThat(letter.get("transformer").isNull()).isTrue();
        assertThat(letter.get("table").asText()).isEqualTo("site.labels");
        assertThat(letter.get("reason").asText())
            .startsWith(
                "transform number failed with org.apache.kafka.connect.errors.DataException");
        // what the row was before cannot be told either, so that its key is only removed
        database.execute("UPDATE site.labels SET label = '1' WHERE id = 4");
        await().atMost(PATIENCE).until(() -> letters().size() == 2);
        assertThat(reader.getText("label:4")).isEmpty();
        database.execute("UPDATE site.labels SET label = '2' WHERE id = 4");
        awaitText(reader, "label:4", "{\"id\":4,\"label\":2}");
        database.execute("DELETE FROM site.labels");
        await().atMost(PATIENCE).until(() -> reader.dumpKeys().isEmpty());
        assertThat(daemon.get("/metrics").body())
            .containsPattern(
                "freshet_transforms_failures_total\\{[^}]*transform=\"number\"} [1-9][0-9]*\\.0");
        assertThat(daemon.log() + letters()).doesNotContain(SECRET);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void debeziumsOwnTransformsComeFromAPlugin() throws Exception {
    Path plugin = Files.createDirectories(directory.resolve("plugins/debezium"));
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(jar);
      String name = String.valueOf(path.getFileName());
      if (name.startsWith("debezium-") || name.startsWith("jackson-")) {
        Files.copy(path, plugin.resolve(name));
      }
    }
    assertThat(plugin.resolve(PluginJar.placeOf(Envelope.class).getFileName())).exists();
    try (DatabaseServer database = DatabaseServer.start(Flavor.MYSQL);
        TestPool pool = TestPool.start("east", 1, PoolServer::direct);
        MemcachedReader reader = pool.servers().get(0).reader()) {
      new PhotoSite(database).create();
      database.execute(
          "CREATE TABLE site.labels_0 (id INT PRIMARY KEY, label VARCHAR(20) NOT NULL)");
      SiteConfiguration site = SiteConfiguration.in(directory, database);
      Path file =
          site.write(
              """
              plugin.path=%s
              transforms=route,unwrap
              transforms.route.type=io.debezium.transforms.ByLogicalTableRouter
              transforms.route.topic.regex=(.*)labels_.*
              transforms.route.topic.replacement=$1labels
              transforms.unwrap.type=%s
              transforms.unwrap.add.fields=table
              transformers=label
              transformers.label.type=row
              transformers.label.table=site.labels
              transformers.label.key=label:${id}
              """
                  .formatted(plugin.getParent(), ExtractNewRecordState.class.getName()),
              pool);
      DaemonProcess.Outcome check = DaemonProcess.execute("check", "-c", file.toString());
      assertThat(check.status()).as(check.output() + check.messages()).isZero();
      try (DaemonProcess daemon = DaemonProcess.run(file, site.adminPort())) {
        daemon.awaitReady();
        database.execute("INSERT INTO site.labels_0 VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        awaitText(reader, "label:3", "{\"id\":3,\"label\":\"three\",\"__table\":\"labels_0\"}");
        database.execute(
            "UPDATE site.labels_0 SET id = 4 WHERE id = 1",
            "DELETE FROM site.labels_0 WHERE id = 2");
        awaitText(reader, "label:4", "{\"id\":4,\"label\":\"one\",\"__table\":\"labels_0\"}");
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(reader.dumpKeys()).containsExactly("label:3", "label:4"));
        assertThat(letters()).isEmpty();
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  @Test
  void allThatIsWrongIsToldBeforeAnythingStarts() throws Exception {
    try (TestPool pool = TestPool.start("east", 1, PoolServer::direct)) {
      Path file =
          Files.writeString(
              directory.resolve("wrong.properties"),
              """
              name=site
              database.hostname=127.0.0.1
              database.user=freshet
              transforms=mask,cast
              transforms.mask.type=org.apache.kafka.connect.transforms.MaskField
              transforms.cast.type=org.apache.kafka.connect.transforms.Cast$Value
              transforms.cast.spec=id:int99
              transforms.cast.sepc=id:int32
              transformers=label
              transformers.label.type=row
              transformers.label.table=site.labels
              transformers.label.key=label:${id}
              pools=east
              """
                  + pool.configuration());
      for (String command : Arrays.asList("run", "check")) {
        DaemonProcess.Outcome outcome = DaemonProcess.execute(command, "-c", file.toString());
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.messages())
            .contains("3 problems")
            .contains(
                "transforms.mask.type=org.apache.kafka.connect.transforms.MaskField: is abstract")
            .contains("transforms.cast.spec=id:int99: is not valid")
            .contains(
                "transforms.cast.sepc: is not a known key; did you mean transforms.cast.spec?");
      }
    }
  }
}
