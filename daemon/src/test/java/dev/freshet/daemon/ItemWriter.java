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
 * Writes rows of shop.items at random, whatever the table looks like meanwhile. What fails because
 * the table, or a column, is not there at the moment is given up.
 */
final class ItemWriter implements Callable<Void> {

  static final int IDS = 400;
  private static final int OWNERS = 20;

  private final DatabaseServer database;
  private final Random random;
  private final ReadWriteLock peace;
  private final AtomicLong written;

  /**
   * @param peace of which writers hold the read lock while they write
   * @param written counts what was written
   */
  ItemWriter(DatabaseServer database, long seed, ReadWriteLock peace, AtomicLong written) {
    this.database = database;
    this.random = new Random(seed);
    this.peace = peace;
    this.written = written;
  }

  @Override
  public Void call() throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!Thread.currentThread().isInterrupted()) {
        peace.readLock().lockInterruptibly();
        try {
          statement.execute(change());
          written.incrementAndGet();
        } catch (SQLException e) {
          if (!isOfTheMoment(e)) {
            throw e;
          }
        } finally {
          peace.readLock().unlock();
        }
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }

  private String change() {
    int id = random.nextInt(IDS);
    int owner = random.nextInt(OWNERS);
    return switch (random.nextInt(5)) {
      case 0 -> "DELETE FROM shop.items WHERE id=" + id;
      case 1 -> "UPDATE shop.items SET owner=" + owner + " WHERE id=" + id;
      case 2 -> "UPDATE shop.items SET label='l" + random.nextInt(1000) + "' WHERE owner=" + owner;
      default ->
          "REPLACE INTO shop.items (id, owner, label) VALUES (%d, %d, 'r%d')"
              .formatted(id, owner, random.nextInt(1000));
    };
  }

  /**
   * ER_NO_SUCH_TABLE, ER_BAD_FIELD_ERROR, ER_TABLE_DEF_CHANGED, deadlocks, lock waits, and what
   * triggers meet when their target has changed.
   */
  private static boolean isOfTheMoment(SQLException failure) {
    return switch (failure.getErrorCode()) {
      case 1146, 1054, 1412, 1213, 1205, 1020, 1062, 1364 -> true;
      default -> false;
    };
  }
}
