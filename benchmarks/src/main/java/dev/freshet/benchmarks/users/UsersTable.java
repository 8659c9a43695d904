package dev.freshet.benchmarks.users;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** The table {@value #NAME}: made, and read back as the oracle. Has no state. */
public final class UsersTable {
  /** The database that it stands in. */
  public static final String DATABASE = "freshet_benchmark";

  /** Its name with the database's. */
  public static final String NAME = DATABASE + ".users";

  /** What the cache keys of its rows begin with; the id follows. */
  public static final String KEY_PREFIX = "user:";

  /** How many columns it has. */
  public static final int COLUMNS = 6;

  private UsersTable() {}

  /** The cache key of the row with an id. */
  public static String key(long id) {
    return KEY_PREFIX + id;
  }

  /** Makes it new and empty. */
  public static void recreate(DatabaseServer database) throws SQLException {
    database.execute(
        "CREATE DATABASE IF NOT EXISTS " + DATABASE + " CHARACTER SET utf8mb4",
        "DROP TABLE IF EXISTS " + NAME,
        "CREATE TABLE "
            + NAME
            + " (id BIGINT NOT NULL PRIMARY KEY,"
            + " name VARCHAR(60) NOT NULL,"
            + " email VARCHAR(60),"
            + " score DECIMAL(10,2) NOT NULL,"
            + " updated TIMESTAMP NOT NULL,"
            + " about TEXT NOT NULL)");
  }

  /**
   * What the database itself makes of some of its rows, as JSON by id; the same ones each time,
   * with the first and the last.
   *
   * @param last the highest id
   * @param count how many, at most
   */
  public static Map<Long, String> sample(DatabaseServer database, long last, int count)
      throws SQLException {
    Map<Long, String> sample = new LinkedHashMap<>();
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT JSON_OBJECT('id', id, 'name', name, 'email', email, 'score', score,"
                    + " 'updated', DATE_FORMAT(updated, '%Y-%m-%d %H:%i:%s'), 'about', about)"
                    + " FROM "
                    + NAME
                    + " WHERE id = ?")) {
      LongStream ids =
          LongStream.concat(LongStream.of(1, last), new Random(11).longs(count - 2L, 1, last + 1));
      for (long id : ids.distinct().toArray()) {
        select.setLong(1, id);
        try (ResultSet row = select.executeQuery()) {
          if (!row.next()) {
            throw new IllegalStateException("the work was not written: there is no row " + id);
          }
          sample.put(id, row.getString(1));
        }
      }
    }
    return sample;
  }

  /** Puts a row's values into a statement, from a parameter on. */
  static void bind(PreparedStatement insert, int from, User user) throws SQLException {
    insert.setLong(from, user.id());
    insert.setString(from + 1, user.name());
    insert.setString(from + 2, user.email());
    insert.setBigDecimal(from + 3, user.score());
    insert.setObject(from + 4, user.updated());
    insert.setString(from + 5, user.about());
  }

  /** An insert of so many rows at once. */
  static String insert(int rows) {
    return "INSERT INTO " + NAME + " VALUES " + "(?,?,?,?,?,?),".repeat(rows - 1) + "(?,?,?,?,?,?)";
  }
}
