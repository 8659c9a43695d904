package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;

/**
 * A table of a site's users.
 *
 * @param mapped its name, and its keys
 */
public record UsersTable(MappedTable mapped) {

  /** The one that most of the work is about. */
  public static final UsersTable USERS =
      new UsersTable(new MappedTable(Workload.DATABASE + ".users", "user:"));

  /** How many columns it has. */
  public static final int COLUMNS = 6;

  private static final int BATCH = 500;

  /** Its name with the database's. */
  public String name() {
    return mapped.name();
  }

  /** The cache key of the row with an id. */
  public String key(long id) {
    return mapped.key(id);
  }

  /** Makes it. */
  public void create(DatabaseServer database) throws SQLException {
    database.execute(
        "CREATE TABLE "
            + name()
            + " (id BIGINT NOT NULL PRIMARY KEY,"
            + " name VARCHAR(60) NOT NULL,"
            + " email VARCHAR(60),"
            + " score DECIMAL(10,2) NOT NULL,"
            + " updated TIMESTAMP NOT NULL,"
            + " about TEXT NOT NULL)");
  }

  /**
   * What the database itself makes of some rows, as JSON by key; the same ones each time.
   *
   * @param last the highest id, where the lowest is 1
   * @param count how many, at most
   */
  public Map<String, String> sample(DatabaseServer database, long last, int count)
      throws SQLException {
    return TableJson.sample(database, mapped, 1, last, count);
  }

  /** An insert of so many rows at once. */
  public String insert(int rows) {
    return "INSERT INTO "
        + name()
        + " VALUES "
        + "(?,?,?,?,?,?),".repeat(rows - 1)
        + "(?,?,?,?,?,?)";
  }

  /** Inserts the rows with these ids, a transaction for each. */
  Writers.Part insertSingly() {
    return Writers.singly(insert(1), (statement, id) -> bind(statement, 1, id));
  }

  /** Inserts the rows with these ids in one transaction. */
  void insertTogether(Connection connection, int first, int last) throws SQLException {
    connection.setAutoCommit(false);
    for (int from = first; from <= last; from += BATCH) {
      int count = Math.min(BATCH, last - from + 1);
      try (PreparedStatement insert = connection.prepareStatement(insert(count))) {
        for (int i = 0; i < count; i++) {
          bind(insert, 1 + i * COLUMNS, from + i);
        }
        insert.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** Puts the values of the row with an id into an insert, from a parameter on. */
  public static void bind(PreparedStatement insert, int from, long id) throws SQLException {
    User user = User.of(id);
    insert.setLong(from, user.id());
    insert.setString(from + 1, user.name());
    insert.setString(from + 2, user.email());
    insert.setBigDecimal(from + 3, user.score());
    insert.setObject(from + 4, user.updated());
    insert.setString(from + 5, user.about());
  }
}
