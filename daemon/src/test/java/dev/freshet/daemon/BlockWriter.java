package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Updates rows of {@code bulk.items}, a thousand to a transaction, until it is interrupted. */
final class BlockWriter implements Callable<Void> {

  static final int ROWS_EACH = 1_000;
  private static final long REST_MILLIS = 10;

  private final DatabaseServer database;
  private final Random random;
  private final int blocks;
  private final AtomicLong written;
  private final BooleanSupplier mayGoOn;

  /**
   * @param blocks how many times {@value #ROWS_EACH} rows there are
   * @param written counts the rows of all writers
   * @param mayGoOn whether more may be written now; asked again after a rest if not
   */
  BlockWriter(
      DatabaseServer database, long seed, int blocks, AtomicLong written, BooleanSupplier mayGoOn) {
    this.database = database;
    this.random = new Random(seed);
    this.blocks = blocks;
    this.written = written;
    this.mayGoOn = mayGoOn;
  }

  @Override
  public Void call() throws Exception {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE bulk.items SET n = n + 1 WHERE id BETWEEN ? AND ?")) {
      while (!Thread.currentThread().isInterrupted()) {
        if (!mayGoOn.getAsBoolean()) {
          Thread.sleep(REST_MILLIS);
          continue;
        }
        int first = random.nextInt(blocks) * ROWS_EACH;
        statement.setInt(1, first);
        statement.setInt(2, first + ROWS_EACH - 1);
        written.addAndGet(statement.executeUpdate());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return null;
  }
}
