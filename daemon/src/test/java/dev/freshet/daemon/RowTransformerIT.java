package dev.freshet.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What transformers of type {@code row} make of random changes to two shards is what the database
 * says by queries of its own.
 */
class RowTransformerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CHANGES = 600;
  private static final int PHOTOS = 40;
  private static final String SECRET = "secret-row-data";
  private static final List<String> SHARDS = List.of("site_1", "site_2");

  private static final String TEMPLATE =
      "<b>{{id}}</b> {{title}}{{#featured}} *{{/featured}}{{^title}}none{{/title}}";

  private static final String TRANSFORMERS =
      """
      transformers=photo,packed,raw,page,last
      transformers.photo.type=row
      transformers.photo.table=site_\\\\d+\\\\.photos
      transformers.photo.key=photo:${id}
      transformers.photo.where=status == 'public' && price >= 1.5 && !(meta.hidden ?? false)
      transformers.photo.fields=id, name=title, cents=price * 100, half=price / 2, kind=meta.kind, \
        dear=price > 50, label=status + '/' + id, none=price + null, meta
      transformers.packed.type=row
      transformers.packed.table=site_\\\\d+\\\\.photos
      transformers.packed.key=packed:${id}
      transformers.packed.columns=id,price,featured,hash
      transformers.packed.value=msgpack
      transformers.raw.type=row
      transformers.raw.table=site_\\\\d+\\\\.photos
      transformers.raw.key=raw:${id}
      transformers.raw.value=string
      transformers.raw.value.column=hash
      transformers.page.type=row
      transformers.page.table=site_\\\\d+\\\\.photos
      transformers.page.key=page:${id}
      transformers.page.where=status == 'public'
      transformers.page.value=template
      transformers.last.type=row
      transformers.last.table=site_1.last
      transformers.last.key=last:${id}
      transformers.last.value=string
      transformers.last.value.column=id
      """;

  /** Key and hexadecimal value of every key that is compared byte by byte. */
  private static final String[] BYTES = {
    """
    SELECT CONCAT('packed:', id), CONCAT('84A26964', LPAD(HEX(id), 2, '0'), 'A57072696365',
      IF(price IS NULL, 'C0', CONCAT(HEX(160 + LENGTH(CAST(price AS CHAR))),
      HEX(CAST(price AS CHAR)))), 'A86665617475726564', IF(featured, 'C3', 'C2'), 'A468617368',
      IF(hash IS NULL, 'C0', CONCAT('C4', LPAD(HEX(LENGTH(hash)), 2, '0'), HEX(hash))))
      FROM %s.photos
    """,
    "SELECT CONCAT('raw:', id), HEX(hash) FROM %s.photos WHERE hash IS NOT NULL",
    """
    SELECT CONCAT('page:', id), HEX(CONCAT('<b>', id, '</b> ',
      IFNULL(REPLACE(REPLACE(REPLACE(title, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), ''),
      IF(featured, ' *', ''), IF(IFNULL(title, '') = '', 'none', '')))
      FROM %s.photos WHERE status = 'public'
    """,
  };

  private static final String JSON =
      """
      SELECT CONCAT('photo:', id), JSON_OBJECT('id', id, 'name', title, 'cents', price * 100,
        'half', price / 2, 'kind', JSON_EXTRACT(meta, '$.kind'),
        'dear', JSON_EXTRACT(IF(price > 50, 'true', 'false'), '$'), 'label', CONCAT(status, '/', id),
        'none', NULL, 'meta', JSON_EXTRACT(meta, '$'))
        FROM %s.photos WHERE status = 'public' AND price >= 1.5
        AND IFNULL(JSON_UNQUOTE(JSON_EXTRACT(meta, '$.hidden')), 'false') <> 'true'
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void whatIsCachedIsWhatTheDatabaseSays(Flavor flavor) throws Exception {
    try (DatabaseServer database = DatabaseServer.start(flavor);
        MemcachedServer memcached = MemcachedServer.start();
        MemcachedReader reader = memcached.reader()) {
      createTables(database);
      int admin = FreePorts.next();
      try (DaemonProcess daemon =
          DaemonProcess.run(configuration(database, memcached, admin), admin)) {
        daemon.awaitReady();
        changeRandomly(database, new Random(20261120));
        awaitLast(database, reader);
        assertThat(bytes(reader)).isEqualTo(expectedBytes(database));
        assertThat(documents(reader)).isEqualTo(expectedDocuments(database));
        assertThat(documents(reader)).as("some are selected").isNotEmpty();

        assertBadRowsAreRemovedAndRecorded(database, reader);
        assertThat(daemon.log()).doesNotContain(SECRET);
        assertThat(daemon.terminate()).isZero();
      }
    }
  }

  private void assertBadRowsAreRemovedAndRecorded(DatabaseServer database, MemcachedReader reader)
      throws Exception {
    int before = deadLetters().size();
    database.execute(
        "DELETE FROM site_1.photos",
        "DELETE FROM site_2.photos",
        // no answer: text where a truth value is needed
        insert(1, "'public'", "2", "'{\"hidden\": \"" + SECRET + "\"}'", "NULL"),
        // over the item size
        insert(2, "'private'", "2", "NULL", "REPEAT('" + SECRET + "', 100000)"),
        insert(3, "'public'", "2", "NULL", "NULL"),
        "UPDATE site_1.photos SET meta = '{\"hidden\": \"" + SECRET + "\"}' WHERE id = 3",
        // NULL in a key
        "INSERT INTO site_1.photos VALUES (NULL, 'public', '" + SECRET + "', 2, 0, NULL, NULL)");
    awaitLast(database, reader);
    assertThat(reader.dumpKeys()).containsExactly("packed:1", "packed:3", "page:1", "page:3");
    await().atMost(PATIENCE).until(() -> deadLetters().size() == before + 8);
    assertThat(deadLetters().subList(before, before + 8))
        .extracting(letter -> letter.get("transformer").asText() + " " + letter.get("key").asText())
        .containsExactlyInAnyOrder(
            "photo photo:1",
            "photo photo:3",
            "photo null",
            "packed packed:2",
            "packed null",
            "raw raw:2",
            "raw null",
            "page null");
    assertThat(deadLetters())
        .filteredOn(letter -> letter.get("key").asText().equals("photo:3"))
        .last()
        .satisfies(
            letter ->
                assertThat(letter.get("reason").asText())
                    .isEqualTo(
                        "where has no answer for the row: a condition needs a number and was given"
                            + " text, so that the key was removed instead of stored; mend the"
                            + " expression"));
    assertThat(Files.readString(letters())).doesNotContain(SECRET);
  }

  private static String insert(int id, String status, String price, String meta, String hash) {
    return "INSERT INTO site_1.photos VALUES (%d, %s, '%s', %s, 1, %s, %s)"
        .formatted(id, status, SECRET, price, meta, hash);
  }

  private static void createTables(DatabaseServer database) throws SQLException {
    for (String shard : SHARDS) {
      database.execute(
          "CREATE DATABASE " + shard + " CHARACTER SET utf8mb4",
          "CREATE TABLE "
              + shard
              + ".photos (id INT UNSIGNED NULL UNIQUE, status VARCHAR(10) NOT NULL,"
              + " title VARCHAR(60) NULL, price DECIMAL(8,2) NULL, featured BIT(1) NOT NULL,"
              + " meta JSON NULL, hash LONGBLOB NULL)");
    }
    database.execute("CREATE TABLE site_1.last (id INT NOT NULL PRIMARY KEY)");
  }

  private static void changeRandomly(DatabaseServer database, Random random) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement remove =
            connection.prepareStatement("DELETE FROM site_1.photos WHERE id = ?");
        PreparedStatement removeOther =
            connection.prepareStatement("DELETE FROM site_2.photos WHERE id = ?")) {
      List<PreparedStatement> removals = List.of(remove, removeOther);
      connection.setAutoCommit(false);
      for (int i = 0; i < CHANGES; i++) {
        int id = 1 + random.nextInt(PHOTOS);
        int shard = id % SHARDS.size();
        if (random.nextInt(5) == 0) {
          removals.get(shard).setInt(1, id);
          removals.get(shard).executeUpdate();
        } else {
          store(connection, SHARDS.get(shard), id, random);
        }
        if (random.nextInt(4) == 0) {
          connection.commit();
        }
      }
      connection.commit();
    }
  }

  private static void store(Connection connection, String shard, int id, Random random)
      throws SQLException {
    String sql =
        "INSERT INTO "
            + shard
            + ".photos (id, status, title, price, featured, meta, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
            + " ON DUPLICATE KEY UPDATE status = VALUES(status), title = VALUES(title),"
            + " price = VALUES(price), featured = VALUES(featured), meta = VALUES(meta),"
            + " hash = VALUES(hash)";
    byte[] hash = new byte[random.nextInt(20)];
    random.nextBytes(hash);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, id);
      statement.setString(2, random.nextBoolean() ? "public" : "private");
      statement.setString(3, pick(random, null, "", "<Sea> & sand", "Müller"));
      statement.setString(4, pick(random, null, "0.50", "1.50", "99.99"));
      statement.setBoolean(5, random.nextBoolean());
      statement.setString(
          6,
          pick(
              random,
              null,
              "{\"kind\": \"raw\"}",
              "{\"kind\": [1, 2.5], \"hidden\": false}",
              "{\"hidden\": true}"));
      statement.setBytes(7, random.nextInt(4) == 0 ? null : hash);
      statement.executeUpdate();
    }
  }

  private static @Nullable String pick(Random random, @Nullable String... values) {
    return values[random.nextInt(values.length)];
  }

  /**
   * Waits until everything that was written before has reached the pool: keys of one batch come in
   * any order, so that it takes a second batch to tell that the first is through.
   */
  private static void awaitLast(DatabaseServer database, MemcachedReader reader)
      throws SQLException {
    database.execute("INSERT INTO site_1.last VALUES (1)");
    await().atMost(PATIENCE).until(() -> reader.get("last:1").isPresent());
    database.execute("DELETE FROM site_1.last");
    await().atMost(PATIENCE).until(() -> reader.get("last:1").isEmpty());
  }

  private static Map<String, String> bytes(MemcachedReader reader) {
    Map<String, String> items = new TreeMap<>();
    for (String key : reader.dumpKeys()) {
      if (!key.startsWith("photo:")) {
        items.put(key, HexFormat.of().withUpperCase().formatHex(reader.get(key).orElseThrow()));
      }
    }
    return items;
  }

  private static Map<String, JsonNode> documents(MemcachedReader reader) {
    Map<String, JsonNode> items = new TreeMap<>();
    for (String key : reader.dumpKeys()) {
      if (key.startsWith("photo:")) {
        items.put(key, PhotoSite.parse(new String(reader.get(key).orElseThrow(), UTF_8)));
      }
    }
    return items;
  }

  private static Map<String, String> expectedBytes(DatabaseServer database) throws SQLException {
    Map<String, String> items = new TreeMap<>();
    for (String query : BYTES) {
      items.putAll(query(database, query));
    }
    return items;
  }

  private static Map<String, JsonNode> expectedDocuments(DatabaseServer database)
      throws SQLException {
    Map<String, JsonNode> items = new TreeMap<>();
    query(database, JSON).forEach((key, json) -> items.put(key, PhotoSite.parse(json)));
    return items;
  }

  /** The two columns that a query gives on both shards. */
  private static Map<String, String> query(DatabaseServer database, String query)
      throws SQLException {
    Map<String, String> items = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET NAMES utf8mb4");
      for (String shard : SHARDS) {
        try (ResultSet rows = statement.executeQuery(query.formatted(shard))) {
          while (rows.next()) {
            items.put(rows.getString(1), rows.getString(2));
          }
        }
      }
    }
    return items;
  }

  private Path letters() {
    return directory.resolve("state/dead-letters.jsonl");
  }

  private List<JsonNode> deadLetters() throws Exception {
    return Files.exists(letters())
        ? Files.readAllLines(letters()).stream().map(PhotoSite::parse).toList()
        : List.of();
  }

  private Path configuration(DatabaseServer database, MemcachedServer memcached, int admin)
      throws Exception {
    Path template = Files.writeString(directory.resolve("page.mustache"), TEMPLATE);
    return Files.writeString(
        directory.resolve("site.properties"),
        """
        name=site
        state.dir=%s
        admin.listen=127.0.0.1:%d
        database.hostname=%s
        database.port=%d
        database.user=%s
        database.password=%s
        pools=east
        pools.east.servers=%s
        transformers.page.template=%s
        """
                .formatted(
                    directory.resolve("state"),
                    admin,
                    database.host(),
                    database.port(),
                    database.user(),
                    database.password(),
                    memcached.address(),
                    template)
            + TRANSFORMERS);
  }
}
