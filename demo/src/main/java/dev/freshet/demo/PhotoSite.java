package dev.freshet.demo;

import dev.freshet.demo.Expectation.Gone;
import dev.freshet.demo.Expectation.Holds;
import java.util.List;

/**
 * A small photo site, as {@code config/quickstart.properties} maps it: {@code user:ID} and {@code
 * photo:ID} hold rows, {@code user:ID:photos} is a list that the application caches itself.
 */
final class PhotoSite {

  /** The database that holds its tables. */
  static final String DATABASE = "photosite";

  /** The account that Freshet reads with. */
  static final String READER = "freshet";

  private PhotoSite() {}

  /** The tables, some rows, and an account that may do what Freshet needs and nothing else. */
  static List<String> setUp(String readerPassword) {
    return List.of(
        "CREATE DATABASE photosite CHARACTER SET utf8mb4",
        """
        CREATE TABLE photosite.users (
          id INT UNSIGNED NOT NULL PRIMARY KEY,
          name VARCHAR(80) NOT NULL,
          score DECIMAL(6,2) NOT NULL DEFAULT 0,
          joined DATE NOT NULL)\
        """,
        """
        CREATE TABLE photosite.photos (
          id INT UNSIGNED NOT NULL PRIMARY KEY,
          user_id INT UNSIGNED NOT NULL,
          title VARCHAR(80) NOT NULL,
          likes INT NOT NULL DEFAULT 0,
          KEY (user_id))\
        """,
        "INSERT INTO photosite.users VALUES (1, 'Ada', 12.50, '2026-01-05'),"
            + " (2, 'Bo', 3.00, '2026-02-10'), (3, 'Chloé', 0.25, '2026-03-15')",
        "INSERT INTO photosite.photos VALUES (10, 1, 'Low tide', 41), (11, 2, 'Snow', 7)",
        "CREATE USER '%s'@'%%' IDENTIFIED BY '%s'".formatted(READER, readerPassword),
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '%s'@'%%'".formatted(READER),
        "GRANT SELECT ON photosite.* TO '%s'@'%%'".formatted(READER));
  }

  /** What each pool holds once Freshet has read the binlog that {@link #setUp} wrote. */
  static List<Expectation> afterSetUp() {
    return List.of(
        new Holds("user:1", user(1, "Ada", "12.50", "2026-01-05")),
        new Holds("user:2", user(2, "Bo", "3.00", "2026-02-10")),
        new Holds("user:3", user(3, "Chloé", "0.25", "2026-03-15")),
        new Holds("photo:10", photo(10, 1, "Low tide", 41)),
        new Holds("photo:11", photo(11, 2, "Snow", 7)));
  }

  /** What happens during the show, in order. */
  static List<SiteChange> changes() {
    return List.of(
        new SiteChange(
            "A user joins",
            List.of("INSERT INTO users VALUES (4, 'Dora', 0, '2026-11-20')"),
            List.of(),
            List.of(new Holds("user:4", user(4, "Dora", "0.00", "2026-11-20")))),
        new SiteChange(
            "A user's score changes",
            List.of("UPDATE users SET score = score + 0.75 WHERE id = 1"),
            List.of(),
            List.of(new Holds("user:1", user(1, "Ada", "13.25", "2026-01-05")))),
        new SiteChange(
            "A user adds a photo, so the cached list of that user's photos is void",
            List.of("INSERT INTO photos VALUES (12, 4, 'Café at dawn', 0)"),
            List.of("user:4:photos"),
            List.of(
                new Holds("photo:12", photo(12, 4, "Café at dawn", 0)), new Gone("user:4:photos"))),
        new SiteChange(
            "The photo goes to another user, so both lists are void",
            List.of("UPDATE photos SET user_id = 2 WHERE id = 12"),
            List.of("user:4:photos", "user:2:photos"),
            List.of(
                new Holds("photo:12", photo(12, 2, "Café at dawn", 0)),
                new Gone("user:4:photos"),
                new Gone("user:2:photos"))),
        new SiteChange(
            "A row gets another key: the old one goes, the new one comes",
            List.of("UPDATE users SET id = 40 WHERE id = 4"),
            List.of(),
            List.of(
                new Holds("user:40", user(40, "Dora", "0.00", "2026-11-20")), new Gone("user:4"))),
        new SiteChange(
            "One transaction over both tables",
            List.of(
                "UPDATE users SET name = 'Bob', score = 99.99 WHERE id = 2",
                "UPDATE photos SET likes = likes + 1 WHERE id = 11",
                "DELETE FROM photos WHERE id = 12"),
            List.of("user:2:photos"),
            List.of(
                new Holds("user:2", user(2, "Bob", "99.99", "2026-02-10")),
                new Holds("photo:11", photo(11, 2, "Snow", 8)),
                new Gone("photo:12"),
                new Gone("user:2:photos"))),
        new SiteChange(
            "A user leaves",
            List.of("DELETE FROM users WHERE id = 40"),
            List.of(),
            List.of(new Gone("user:40"))));
  }

  private static String user(int id, String name, String score, String joined) {
    return "{\"id\":%d,\"name\":\"%s\",\"score\":%s,\"joined\":\"%s\"}"
        .formatted(id, name, score, joined);
  }

  private static String photo(int id, int userId, String title, int likes) {
    return "{\"id\":%d,\"user_id\":%d,\"title\":\"%s\",\"likes\":%d}"
        .formatted(id, userId, title, likes);
  }
}
