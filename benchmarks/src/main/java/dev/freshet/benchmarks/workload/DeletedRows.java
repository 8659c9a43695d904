package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Users who are deleted, up to a hundred in a transaction, from several connections. Pools hold all
 * of them before, and some who stay. A user who is inserted comes last.
 */
public final class DeletedRows implements Workload {
  private static final UsersTable TABLE = UsersTable.USERS;
  private static final int TOGETHER = 100;
  private static final int STAY_SHARE = 10;

  private final int deleted;
  private final int all;
  private Map<String, String> before = Map.of();

  /**
   * @param rows how many changes
   */
  public DeletedRows(int rows) {
    deleted = rows - 1;
    all = deleted + deleted / STAY_SHARE;
  }

  @Override
  public String name() {
    return "deletes";
  }

  @Override
  public int rows() {
    return deleted + 1;
  }

  @Override
  public Mapping mapping() {
    return Mapping.ofRows(List.of(TABLE.mapped()));
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    TABLE.create(database);
    Writers.alone(database, 1, all, TABLE::insertTogether);
    before = TableJson.all(database, TABLE.mapped());
  }

  @Override
  public Map<String, String> before() {
    return before;
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    Writers.alone(database, 1, 1, DeletedRows::delete);
    Writers.together(database, 2, deleted, DeletedRows::delete);
    Writers.alone(database, all + 1, all + 1, TABLE.insertSingly());
  }

  private static void delete(Connection connection, int first, int last) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM " + TABLE.name() + " WHERE id BETWEEN ? AND ?")) {
      for (int from = first; from <= last; from += TOGETHER) {
        delete.setInt(1, from);
        delete.setInt(2, Math.min(last, from + TOGETHER - 1));
        delete.executeUpdate();
      }
    }
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    int stay = all - deleted;
    return new Outcome(
        TABLE.key(1),
        false,
        TABLE.key(all + 1L),
        stay + 1,
        false,
        TableJson.sample(database, TABLE.mapped(), deleted + 1L, all + 1L, SAMPLE));
  }
}
