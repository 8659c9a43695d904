package dev.freshet.daemon;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What writers at random have in common. */
final class RandomTransaction {

  /** Something that is done within a transaction. */
  @FunctionalInterface
  interface Operation {
    void run(Connection connection) throws SQLException;
  }

  private RandomTransaction() {}

  /**
   * Does something several times in one transaction, of which one in ten is rolled back. One that
   * the server rolls back for a deadlock counts as one of these.
   *
   * @param connection one that does not commit by itself
   */
  static void run(Connection connection, Random random, int size, Operation operation)
      throws SQLException {
    try {
      for (int i = 0; i < size; i++) {
        operation.run(connection);
      }
      if (random.nextInt(10) != 0) {
        connection.commit();
        return;
      }
      connection.rollback();
    } catch (SQLTransactionRollbackException e) {
      connection.rollback();
    }
  }

  /** Runs a statement. */
  static void run(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      statement.execute();
    }
  }
}
