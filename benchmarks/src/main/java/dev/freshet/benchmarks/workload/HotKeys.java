package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Updates of few users, of whom some come again and again: each update is a transaction, from
 * several connections. A user who is inserted comes last.
 */
public final class HotKeys implements Workload {
  private static final UsersTable TABLE = UsersTable.USERS;
  private static final int USERS = 1000;
  private static final int MARKER = USERS + 1;

  /** Contents of users who do not exist, so that every update changes something. */
  private static final long CONTENTS_FROM = 1_000_000;

  private final int[] ids;

  /**
   * @param rows how many changes
   */
  public HotKeys(int rows) {
    Zipf zipf = new Zipf(USERS, 7);
    ids = new int[rows - 1];
    Arrays.setAll(ids, i -> zipf.next());
  }

  @Override
  public String name() {
    return "hot keys";
  }

  @Override
  public int rows() {
    return ids.length + 1;
  }

  @Override
  public Mapping mapping() {
    return Mapping.ofRows(List.of(TABLE.mapped()));
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    TABLE.create(database);
    Writers.alone(database, 1, USERS, TABLE::insertTogether);
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    Writers.Part update =
        Writers.singly(
            "UPDATE " + TABLE.name() + " SET score = ?, updated = ?, about = ? WHERE id = ?",
            this::bind);
    Writers.alone(database, 0, 0, update);
    Writers.together(database, 1, ids.length - 1, update);
    Writers.alone(database, MARKER, MARKER, TABLE.insertSingly());
  }

  private void bind(PreparedStatement update, int number) throws SQLException {
    User contents = User.of(CONTENTS_FROM + number);
    update.setBigDecimal(1, contents.score());
    update.setObject(2, contents.updated());
    update.setString(3, contents.about());
    update.setInt(4, ids[number]);
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    long[] changed = Arrays.stream(ids).distinct().asLongStream().toArray();
    Map<String, String> all = TableJson.rows(database, TABLE.mapped(), changed);
    all.putAll(TableJson.rows(database, TABLE.mapped(), MARKER));
    return new Outcome(TABLE.key(ids[0]), true, TABLE.key(MARKER), all.size(), true, all);
  }
}
