package dev.freshet.daemon;

import static dev.freshet.daemon.RandomTransaction.run;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes at random to a {@link PhotoSite}: inserts, updates, changes of keys and deletes, one to
 * five to a transaction, one transaction in ten rolled back. Several run at once: each has rows of
 * its own in {@code users} and {@code photos}, whose versions come from a counter of its own; rows
 * of {@code settings} are shared, and the database counts their versions.
 */
final class RandomWriter implements Callable<Integer> {

  static final int WRITERS = 4;
  static final int SHARED_SETTINGS = 10;

  private static final int USERS_EACH = 60;
  private static final int PHOTOS_EACH = 150;
  private static final String[] NAMES = {
    "Ann", "Zoë", "Łukasz", "李雷", "😀 Joy", "O'Neil \"Q\"", "", "\\b\n\t"
  };

  private final DatabaseServer database;
  private final int number;
  private final int operations;
  private final Semaphore pace;
  private final AtomicInteger done;
  private final Random random;
  private long version;

  /**
   * @param number which writer it is, from 0
   * @param operations how many operations it does
   * @param pace a permit for each operation
   * @param done counts the operations of all writers
   */
  RandomWriter(
      DatabaseServer database,
      int number,
      int operations,
      Semaphore pace,
      AtomicInteger done,
      long seed) {
    this.database = database;
    this.number = number;
    this.operations = operations;
    this.pace = pace;
    this.done = done;
    this.random = new Random(seed * 31 + number);
  }

  @Override
  public Integer call() throws Exception {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      int left = operations;
      while (left > 0) {
        int size = Math.min(left, 1 + random.nextInt(5));
        pace.acquire(size);
        RandomTransaction.run(connection, random, size, this::operate);
        done.addAndGet(size);
        left -= size;
      }
    }
    return operations;
  }

  private void operate(Connection connection) throws SQLException {
    version++;
    switch (random.nextInt(10)) {
      case 0, 1, 2 ->
          run(
              connection,
              "REPLACE INTO site.users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              userId(),
              NAMES[random.nextInt(NAMES.length)],
              random.nextBoolean() ? null : "a" + random.nextInt(1000) + "@example.org",
              random.nextInt(2_000_000) / 1000.0 - 1000,
              random.nextBoolean() ? null : "19" + (10 + random.nextInt(90)) + "-02-03",
              "2026-01-02 03:04:05." + (100 + random.nextInt(900)),
              random.nextInt(8),
              random.nextBoolean(),
              version);
      case 3 ->
          run(
              connection,
              "UPDATE site.users SET score = score + 1.5, version = ? WHERE id = ?",
              version,
              userId());
      case 4 -> run(connection, "DELETE FROM site.users WHERE id = ?", userId());
      case 5, 6 ->
          run(
              connection,
              "REPLACE INTO site.photos VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              photoId(),
              random.nextInt(40),
              random.nextInt(4) == 0 ? null : NAMES[random.nextInt(NAMES.length)].repeat(3),
              randomBytes(),
              "2025-12-31 23:59:59." + (100_000 + random.nextInt(900_000)),
              random.nextInt(5) == 0 ? null : random.nextGaussian() * 1e6,
              random.nextInt(3) == 0 ? null : "{\"w\": [1, 2.5, \"x\"], \"ok\": true, \"n\": null}",
              version);
      case 7 ->
          run(
              connection,
              "UPDATE site.photos SET user_id = ?, version = ? WHERE id = ?",
              random.nextInt(40),
              version,
              photoId());
      case 8 -> run(connection, "DELETE FROM site.photos WHERE id = ?", photoId());
      default ->
          run(
              connection,
              "INSERT INTO site.settings VALUES (?, ?, ?, ?, 1)"
                  + " ON DUPLICATE KEY UPDATE value = VALUES(value), version = version + 1",
              "shared" + random.nextInt(SHARED_SETTINGS),
              "caf\u00e9 " + random.nextInt(),
              random.nextBoolean() ? "text" : "number",
              random.nextInt() & 0xffff_ffffL);
    }
  }

  private int userId() {
    return random.nextInt(USERS_EACH) * WRITERS + number;
  }

  private long photoId() {
    return random.nextInt(PHOTOS_EACH) * (long) WRITERS + number;
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[random.nextInt(21)];
    random.nextBytes(bytes);
    return bytes;
  }
}
