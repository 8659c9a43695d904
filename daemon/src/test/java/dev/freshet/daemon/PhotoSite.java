package dev.freshet.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The schema of a small photo site, the configuration that maps it, and what the pools ought to
 * hold of it by the database's own word. Each table has a column {@code version} that never goes
 * down under one key.
 */
final class PhotoSite {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  static final String TRANSFORMERS =
      """
      transformers=user,photo,setting
      transformers.user.type=row
      transformers.user.table=site.users
      transformers.user.key=user:${id}
      transformers.photo.type=row
      transformers.photo.table=site.photos
      transformers.photo.key=photo:${user_id}:${id}
      transformers.setting.type=row
      transformers.setting.table=site.settings
      transformers.setting.key=setting:${name}
      """;

  private static final String[] SCHEMA = {
    "CREATE DATABASE site CHARACTER SET utf8mb4",
    """
    CREATE TABLE site.users (
      id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL, email VARCHAR(80) NULL,
      score DECIMAL(10,3) NOT NULL, born DATE NULL, seen TIMESTAMP(3) NOT NULL,
      flags SET('admin','vip','muted') NOT NULL, active BIT(1) NOT NULL, version BIGINT NOT NULL)
    """,
    """
    CREATE TABLE site.photos (
      id BIGINT UNSIGNED NOT NULL PRIMARY KEY, user_id INT NOT NULL, title TEXT NULL,
      hash VARBINARY(20) NOT NULL, taken DATETIME(6) NOT NULL, rating DOUBLE NULL,
      meta JSON NULL, version BIGINT NOT NULL)
    """,
    """
    CREATE TABLE site.settings (
      name VARCHAR(40) CHARACTER SET latin1 NOT NULL PRIMARY KEY, value VARCHAR(200) CHARACTER SET latin1 NOT NULL,
      kind ENUM('text','number') NOT NULL, size INT UNSIGNED NOT NULL, version BIGINT NOT NULL)
    """
  };

  /** Keys and values by the database's own JSON_OBJECT, with the contract's own types converted. */
  private static final String[] ORACLE = {
    """
    SELECT CONCAT('user:', id), JSON_OBJECT('id', id, 'name', name, 'email', email, 'score', score,
      'born', CAST(born AS CHAR), 'seen', CAST(seen AS CHAR), 'flags', CAST(flags AS CHAR),
      'active', JSON_EXTRACT(IF(active, 'true', 'false'), '$'), 'version', version) FROM site.users
    """,
    """
    SELECT CONCAT('photo:', user_id, ':', id), JSON_OBJECT('id', id, 'user_id', user_id, 'title', title,
      'hash', TO_BASE64(hash), 'taken', CAST(taken AS CHAR), 'rating', rating,
      'meta', JSON_EXTRACT(meta, '$'), 'version', version) FROM site.photos
    """,
    """
    SELECT CONCAT('setting:', name), JSON_OBJECT('name', name, 'value', value, 'kind', kind,
      'size', size, 'version', version) FROM site.settings
    """
  };

  private final DatabaseServer database;

  PhotoSite(DatabaseServer database) {
    this.database = database;
  }

  void create() throws SQLException {
    database.execute(SCHEMA);
    database.execute(
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'");
  }

  /** What a pool ought to hold: each key with its value, parsed. */
  SortedMap<String, JsonNode> expected() throws SQLException {
    TreeMap<String, JsonNode> items = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET NAMES utf8mb4");
      statement.execute("SET time_zone = '+00:00'");
      for (String query : ORACLE) {
        try (ResultSet rows = statement.executeQuery(query)) {
          while (rows.next()) {
            items.put(rows.getString(1), parse(rows.getString(2)));
          }
        }
      }
    }
    return items;
  }

  /** Changes every row, so that every key is written anew; versions stay. */
  void touch() throws SQLException {
    database.execute(
        "UPDATE site.users SET score = IF(score > 0, score - 0.5, score + 0.5)",
        "UPDATE site.photos SET title = IF(title IS NULL, 'touched', NULL)",
        "UPDATE site.settings SET size = size ^ 1");
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }
}
