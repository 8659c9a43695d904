package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * Writes rows of shop.items at random, at whichever of two servers is the source. What fails
 * because that is away is given up.
 */
final class PairWriter implements Callable<Void> {

  private static final int IDS = 300;
  private static final int GROUPS = 20;

  private final ReplicatedPair pair;
  private final Random random;
  private final ReadWriteLock peace;
  private final AtomicLong written;

  /**
   * @param peace of which writers hold the read lock while they write
   * @param written counts the transactions that were written
   */
  PairWriter(ReplicatedPair pair, long seed, ReadWriteLock peace, AtomicLong written) {
    this.pair = pair;
    this.random = new Random(seed);
    this.peace = peace;
    this.written = written;
  }

  static void create(DatabaseServer database) throws SQLException {
    database.execute(
        "CREATE DATABASE shop",
        "CREATE TABLE shop.items (id INT PRIMARY KEY, team INT NOT NULL, label VARCHAR(40),"
            + " KEY (team))",
        "CREATE USER freshet IDENTIFIED BY 'stream-pass'",
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT ON *.* TO freshet");
  }

  @Override
  public Void call() throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      DatabaseServer source = pair.source();
      try (Connection connection = source.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        while (source == pair.source()) {
          write(connection, statement, source);
          Thread.sleep(1);
        }
      } catch (SQLException e) {
        // it is away, or was left
        Thread.sleep(20);
      }
    }
    return null;
  }

  private void write(Connection connection, Statement statement, DatabaseServer source)
      throws SQLException, InterruptedException {
    peace.readLock().lockInterruptibly();
    try {
      if (source == pair.source()) {
        for (int i = random.nextInt(3); i >= 0; i--) {
          statement.execute(change());
        }
        connection.commit();
        written.incrementAndGet();
      }
    } finally {
      peace.readLock().unlock();
    }
  }

  private String change() {
    int id = random.nextInt(IDS);
    int team = random.nextInt(GROUPS);
    return switch (random.nextInt(4)) {
      case 0 -> "DELETE FROM shop.items WHERE id=" + id;
      case 1 -> "UPDATE shop.items SET team=%d WHERE id=%d".formatted(team, id);
      default ->
          "REPLACE INTO shop.items VALUES (%d, %d, 'r%d')"
              .formatted(id, team, random.nextInt(1_000_000));
    };
  }
}
