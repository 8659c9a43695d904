package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Users in 100 tables, each of which is mapped for itself: transactions of ten inserted rows in ten
 * tables, from several connections. Number n is in table n modulo 100, and its id is n.
 */
public final class ManyTables implements Workload {
  private static final int TABLES = 100;
  private static final int TOGETHER = 10;

  private final List<UsersTable> tables =
      IntStream.range(0, TABLES)
          .mapToObj(i -> new MappedTable(DATABASE + ".users_" + i, "user_" + i + ":"))
          .map(UsersTable::new)
          .toList();

  private final int rows;

  /**
   * @param rows how many
   */
  public ManyTables(int rows) {
    this.rows = rows;
  }

  @Override
  public String name() {
    return "100 tables";
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public Mapping mapping() {
    return Mapping.ofRows(tables.stream().map(UsersTable::mapped).toList());
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    for (UsersTable table : tables) {
      table.create(database);
    }
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    Writers.alone(database, 1, 1, this::insert);
    Writers.together(database, 2, rows - 1, this::insert);
    Writers.alone(database, rows, rows, this::insert);
  }

  private void insert(Connection connection, int first, int last) throws SQLException {
    List<PreparedStatement> inserts = new ArrayList<>();
    try {
      for (UsersTable table : tables) {
        inserts.add(connection.prepareStatement(table.insert(1)));
      }
      connection.setAutoCommit(false);
      for (int number = first; number <= last; number++) {
        PreparedStatement insert = inserts.get(number % TABLES);
        UsersTable.bind(insert, 1, number);
        insert.executeUpdate();
        if (number == last || (number - first) % TOGETHER == TOGETHER - 1) {
          connection.commit();
        }
      }
    } finally {
      for (PreparedStatement insert : inserts) {
        insert.close();
      }
    }
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    Map<String, String> sample = new LinkedHashMap<>();
    int step = Math.max(1, rows / SAMPLE);
    // the step after a whole round over all tables is one further
    for (int number = 1; number <= rows; number += step % TABLES == 0 ? step + 1 : step) {
      sample.putAll(TableJson.rows(database, table(number).mapped(), number));
    }
    sample.putAll(TableJson.rows(database, table(rows).mapped(), rows));
    return new Outcome(table(1).key(1), true, table(rows).key(rows), rows, false, sample);
  }

  private UsersTable table(int number) {
    return tables.get(number % TABLES);
  }
}
