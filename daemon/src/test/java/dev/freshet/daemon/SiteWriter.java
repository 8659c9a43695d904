package dev.freshet.daemon;

import static dev.freshet.daemon.RandomTransaction.run;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes at random to the tables of config/photo-site.sql: rows come, change, move from parent to
 * parent and go, one to five to a transaction, one transaction in ten rolled back. Several may run
 * at once.
 */
final class SiteWriter implements Callable<Void> {

  static final int USERS = 25;
  static final int PHOTOS = 120;
  private static final int COMMENTS = 300;
  private static final int OUTBOX_KEYS = 20;
  private static final String[] TEXTS = {
    "Sea & Sky", "<b>", "größe 😀", "", "a \"b\" \\ c", "Hill"
  };

  private final DatabaseServer database;
  private final Semaphore pace;
  private final AtomicInteger done;
  private final Random random;

  /**
   * @param pace a permit for each operation
   * @param done counts the operations of all writers
   */
  SiteWriter(DatabaseServer database, Semaphore pace, AtomicInteger done, long seed) {
    this.database = database;
    this.pace = pace;
    this.done = done;
    this.random = new Random(seed);
  }

  @Override
  public @Nullable Void call() throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      while (!Thread.currentThread().isInterrupted()) {
        int size = 1 + random.nextInt(5);
        pace.acquire(size);
        RandomTransaction.run(connection, random, size, this::operate);
        done.addAndGet(size);
      }
    }
    return null;
  }

  private void operate(Connection connection) throws SQLException {
    int photo = random.nextInt(PHOTOS);
    String photos = "site_" + photo % 2 + ".photos";
    switch (random.nextInt(16)) {
      case 0 ->
          run(
              connection,
              "REPLACE INTO site.users VALUES (?, ?, ?, ?, ?)",
              user(),
              text(),
              random.nextBoolean() ? null : text(),
              random.nextInt(100) + 0.25,
              "2026-01-02 03:04:05." + (100 + random.nextInt(900)));
      case 1 -> run(connection, "UPDATE site.users SET name = ? WHERE id = ?", text(), user());
      case 2 ->
          run(
              connection,
              random.nextInt(4) == 0
                  ? "DELETE FROM site.users WHERE id = ?"
                  : "UPDATE site.users SET score = 1.5 WHERE id = ?",
              user());
      case 3, 4 ->
          run(
              connection,
              "REPLACE INTO " + photos + " VALUES (?, ?, ?, ?, ?, 0)",
              photo,
              user(),
              text(),
              random.nextInt(10_000) / 100.0,
              random.nextInt(3) == 0 ? null : "{\"camera\": \"C" + random.nextInt(5) + "\"}");
      case 5, 6 ->
          run(connection, "UPDATE " + photos + " SET user_id = ? WHERE id = ?", user(), photo);
      case 7 ->
          run(
              connection,
              "UPDATE " + photos + " SET title = ?, views = views + 1 WHERE id = ?",
              text(),
              photo);
      case 8 -> run(connection, "UPDATE " + photos + " SET views = views + 1 WHERE id = ?", photo);
      case 9 -> run(connection, "DELETE FROM " + photos + " WHERE id = ?", photo);
      case 10, 11 ->
          run(
              connection,
              "REPLACE INTO site.comments VALUES (?, ?, ?, ?)",
              random.nextInt(COMMENTS),
              photo,
              user(),
              text() + random.nextInt());
      case 12 ->
          run(
              connection,
              "UPDATE site.comments SET photo_id = ? WHERE id = ?",
              photo,
              random.nextInt(COMMENTS));
      case 13 ->
          run(connection, "DELETE FROM site.comments WHERE id = ?", random.nextInt(COMMENTS));
      case 14 -> {
        if (random.nextInt(3) == 0) {
          run(
              connection,
              "DELETE FROM site.friendships WHERE user_id = ? AND friend_id = ?",
              user(),
              user());
        } else {
          run(
              connection,
              "REPLACE INTO site.friendships VALUES (?, ?, ?)",
              user(),
              user(),
              "2026-0" + (1 + random.nextInt(9)) + "-01");
        }
      }
      default -> outbox(connection, "named:" + random.nextInt(OUTBOX_KEYS));
    }
  }

  /** What the outbox says of a key is what the table beside it expects, in one transaction. */
  private void outbox(Connection connection, String key) throws SQLException {
    if (random.nextInt(4) == 0) {
      run(connection, "DELETE FROM site.expected WHERE cache_key = ?", key);
      run(
          connection,
          "INSERT INTO site.cache_outbox (cache_key, operation) VALUES (?, 'delete')",
          key);
    } else {
      String value = text() + random.nextInt();
      run(connection, "REPLACE INTO site.expected VALUES (?, ?)", key, value);
      run(
          connection,
          "INSERT INTO site.cache_outbox (cache_key, operation, value) VALUES (?, 'set', ?)",
          key,
          value);
    }
  }

  private int user() {
    return random.nextInt(USERS);
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }
}
