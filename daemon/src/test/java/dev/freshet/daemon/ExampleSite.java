package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.MemcachedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The photo site of config/photo-site.properties on real servers, and what its pools ought to hold
 * by the database's own word. Only addresses are replaced in the configuration.
 */
final class ExampleSite {

  private static final Path CONFIGURATION = Path.of("../config/photo-site.properties");
  private static final Path SCHEMA = Path.of("../config/photo-site.sql");
  private static final String GENERATION = ":photos:generation";

  /** All photos; what the shards hold together. */
  private static final String PHOTOS =
      "(SELECT * FROM site_0.photos UNION ALL SELECT * FROM site_1.photos)";

  private static final String[] DOCUMENTS = {
    """
    SELECT CONCAT('user:', id), JSON_OBJECT('id', id, 'name', name, 'about', about, 'score', score,
      'seen', CAST(seen AS CHAR)) FROM site.users
    """,
    """
    SELECT CONCAT('photo:', id), JSON_OBJECT('id', id, 'owner', user_id, 'title', title,
      'cents', price * 100, 'camera', JSON_EXTRACT(meta, '$.camera')) FROM PHOTOS p
    """,
    """
    SELECT CONCAT('user:', user_id, ':photos'), CONCAT('[', GROUP_CONCAT(
      JSON_OBJECT('id', id, 'title', title, 'price', price) ORDER BY id), ']')
      FROM PHOTOS p GROUP BY user_id
    """,
    """
    SELECT CONCAT('user:', f.user_id, ':friends'), CONCAT('[', GROUP_CONCAT(
      JSON_OBJECT('id', u.id, 'name', u.name, 'since', CAST(f.since AS CHAR)) ORDER BY u.id), ']')
      FROM site.friendships f JOIN site.users u ON u.id = f.friend_id GROUP BY f.user_id
    """,
    """
    SELECT CONCAT('page:', p.id), CONCAT('{"id":', p.id, ',"title":', JSON_QUOTE(p.title),
      ',"owner":', IFNULL(JSON_QUOTE(u.name), 'null'), ',"comments":[', IFNULL((
        SELECT GROUP_CONCAT(JSON_OBJECT('id', c.id, 'text', c.text, 'author', a.name) ORDER BY c.id)
        FROM site.comments c LEFT JOIN site.users a ON a.id = c.author_id
        WHERE c.photo_id = p.id), ''), ']}')
      FROM PHOTOS p LEFT JOIN site.users u ON u.id = p.user_id
    """,
    """
    SELECT CONCAT('photo:', photo_id, ':comments'), COUNT(*) FROM site.comments GROUP BY photo_id
    """
  };

  private static final String[] TEXTS = {
    """
    SELECT CONCAT('album:', user_id), CONCAT('<ul class="album">', GROUP_CONCAT(
      CONCAT('<li><a href="/photos/', id, '">', REPLACE(REPLACE(REPLACE(REPLACE(title,
        '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;'), '</a> ', price, '</li>')
      ORDER BY id DESC SEPARATOR ''), '</ul>')
      FROM (SELECT id, user_id, title, price,
        ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY id DESC) AS place FROM PHOTOS p) q
      WHERE place <= 5 GROUP BY user_id
    """,
    "SELECT cache_key, value FROM site.expected"
  };

  private final DatabaseServer database;

  ExampleSite(DatabaseServer database) {
    this.database = database;
  }

  /** Makes the tables, and an account. */
  void create() throws IOException, SQLException {
    String schema = Files.readString(SCHEMA).replaceAll("(?m)^--.*$", "");
    database.execute(
        Arrays.stream(schema.split(";\\s*\n"))
            .filter(statement -> !statement.isBlank())
            .toArray(String[]::new));
    database.execute(
        "CREATE TABLE site.expected (cache_key VARCHAR(250) PRIMARY KEY, value TEXT NOT NULL)",
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'");
  }

  /**
   * Puts rows into the tables.
   *
   * @param users how many users there are, a power of two
   */
  void fill(int users) throws SQLException {
    database.execute(
        "INSERT INTO site.users VALUES (0, 'Ann', NULL, 0.5, '2026-11-25 12:00:00')",
        "INSERT INTO site_0.photos VALUES (2, 1, 'Sea', 9.5, NULL, 0), (4, 1, 'Bay', 1, '{}', 0)",
        "INSERT INTO site_1.photos VALUES (3, 2, 'Sky', 2.25, '{\"camera\":\"X1\"}', 0)",
        "INSERT INTO site.comments VALUES (1, 2, 1, 'fine'), (2, 3, 0, 'well')",
        "INSERT INTO site.friendships VALUES (1, 0, '2026-01-01')");
    for (int rows = 1; rows < users; rows *= 2) {
      database.execute(
          "INSERT INTO site.users SELECT id + %d, CONCAT('user ', id + %d), about, score, seen FROM site.users"
              .formatted(rows, rows));
    }
  }

  /** Fails unless a pool holds just what it ought to. */
  void assertEqual(TestPool pool) throws SQLException {
    assertThat(PoolComparison.of(expected(), held(pool)))
        .as("pool %s", pool.name())
        .matches(PoolComparison::isEqual);
  }

  /** Writes the example configuration with the addresses of a test. */
  Path configure(Path directory, int adminPort, List<TestPool> pools, String more)
      throws IOException {
    String text = Files.readString(CONFIGURATION);
    text = replaced(text, "(?m)^pools=.*(\\n|.)*$", "");
    text = replaced(text, "(?m)^database\\.hostname=.*$", "database.hostname=" + database.host());
    text = replaced(text, "(?m)^database\\.password=.*$", "database.password=stream-pass");
    text = replaced(text, "(?m)^state\\.dir=.*$", "state.dir=" + directory.resolve("state"));
    text =
        text
            + "database.port=%d%nadmin.listen=127.0.0.1:%d%npools=%s%n"
                .formatted(
                    database.port(),
                    adminPort,
                    pools.stream().map(TestPool::name).collect(Collectors.joining(",")))
            + pools.stream().map(TestPool::configuration).collect(Collectors.joining())
            + more;
    return Files.writeString(directory.resolve("photo-site.properties"), text);
  }

  private static String replaced(String text, String pattern, String replacement) {
    assertThat(text).containsPattern(pattern);
    return Pattern.compile(pattern).matcher(text).replaceFirst(replacement);
  }

  /** What a pool ought to hold; generations are left out. */
  SortedMap<String, JsonNode> expected() throws SQLException {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET NAMES utf8mb4");
      statement.execute("SET time_zone = '+00:00'");
      statement.execute("SET group_concat_max_len = 10000000");
      for (String query : DOCUMENTS) {
        try (ResultSet rows = statement.executeQuery(query.replace("PHOTOS", PHOTOS))) {
          while (rows.next()) {
            items.put(rows.getString(1), PhotoSite.parse(rows.getString(2)));
          }
        }
      }
      for (String query : TEXTS) {
        try (ResultSet rows = statement.executeQuery(query.replace("PHOTOS", PHOTOS))) {
          while (rows.next()) {
            items.put(rows.getString(1), TextNode.valueOf(rows.getString(2)));
          }
        }
      }
    }
    return items;
  }

  /** All that a pool holds; generations, and what says that it is warm, are left out. */
  static SortedMap<String, JsonNode> held(TestPool pool) {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    for (PoolServer server : pool.servers()) {
      try (MemcachedReader reader = server.reader()) {
        for (String key : reader.dumpKeys()) {
          if (!key.endsWith(GENERATION) && !key.startsWith("freshet:")) {
            reader.getText(key).ifPresent(value -> items.put(key, node(key, value)));
          }
        }
      }
    }
    return items;
  }

  private static JsonNode node(String key, String value) {
    return key.startsWith("album:") || key.startsWith("named:")
        ? TextNode.valueOf(value)
        : PhotoSite.parse(value);
  }

  /** The generations that a pool holds of users who have photos. */
  static SortedMap<String, String> generations(
      TestPool pool, SortedMap<String, JsonNode> expected) {
    TreeMap<String, String> items = new TreeMap<>();
    for (PoolServer server : pool.servers()) {
      try (MemcachedReader reader = server.reader()) {
        for (String key : reader.dumpKeys()) {
          boolean hasPhotos = expected.containsKey(key.replace(":generation", ""));
          if (key.endsWith(GENERATION) && hasPhotos) {
            reader.getText(key).ifPresent(value -> items.put(key, value));
          }
        }
      }
    }
    return items;
  }

  /** Changes every row, so that every key is written anew. */
  void touch() throws SQLException {
    database.execute(
        "UPDATE site.users SET name = IF(name LIKE '%.', LEFT(name, CHAR_LENGTH(name) - 1),"
            + " CONCAT(name, '.'))",
        "UPDATE site_0.photos SET title = CONCAT(title, '!')",
        "UPDATE site_1.photos SET title = CONCAT(title, '!')",
        "UPDATE site.comments SET photo_id = photo_id + 1000000",
        "UPDATE site.comments SET photo_id = photo_id - 1000000",
        "UPDATE site.friendships SET since = since + INTERVAL 1 DAY",
        "INSERT INTO site.cache_outbox (cache_key, operation, value)"
            + " SELECT cache_key, 'set', value FROM site.expected");
  }
}
