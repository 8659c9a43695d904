package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import dev.freshet.testkit.Flavor;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Changes the definition of shop.items in the ways in which people and their tools do, one after
 * the other. Not thread-safe.
 */
final class SchemaChanger {

  private static final String DEFINITION =
      "(id INT NOT NULL, owner INT NOT NULL DEFAULT 0, label VARCHAR(40) NOT NULL DEFAULT '',"
          + " PRIMARY KEY (id))";

  /** ER_DUP_ENTRY. */
  private static final int DUPLICATE_ENTRY = 1062;

  private interface Step {
    void run() throws Exception;
  }

  private record NamedStep(String name, Step step) {}

  private final DatabaseServer database;
  private final Connection connection;
  private final Statement statement;
  private final Random random;
  private final List<NamedStep> steps =
      List.of(
          new NamedStep("add a column", this::addColumn),
          new NamedStep("drop a column", this::dropColumn),
          new NamedStep("reorder columns", this::reorder),
          new NamedStep("rename a column", this::renameColumn),
          new NamedStep("retype a column", this::retype),
          new NamedStep("swap tables as gh-ost", this::ghostSwap),
          new NamedStep("swap tables as pt-osc", this::triggerSwap),
          new NamedStep("drop and create", this::recreate),
          new NamedStep("change the primary key", this::changeKey),
          new NamedStep("alter outside of the binlog", this::unlogged),
          new NamedStep("rename a column that is mapped", this::loseMappedColumn),
          new NamedStep("truncate", this::truncate));
  private int made;

  SchemaChanger(DatabaseServer database, long seed) throws SQLException {
    this.database = database;
    this.connection = database.connect();
    this.statement = connection.createStatement();
    this.random = new Random(seed);
    if (database.flavor() == Flavor.MARIADB) {
      execute("SET SESSION binlog_alter_two_phase=1");
    }
  }

  static void create(DatabaseServer database) throws SQLException {
    database.execute("CREATE DATABASE shop", "CREATE TABLE shop.items " + DEFINITION);
  }

  /** How many kinds of changes there are. */
  int kinds() {
    return steps.size();
  }

  /** Makes the change of a number, and says which it was. */
  String change(int number) throws Exception {
    NamedStep step = steps.get(number % steps.size());
    step.step().run();
    return step.name();
  }

  void close() throws SQLException {
    connection.close();
  }

  /**
   * An ALTER TABLE that lets rows be written meanwhile may take one for there twice while it is
   * replaced: "Online DDL Failure Conditions" in the MySQL reference manual. It is then done again.
   */
  private void execute(String sql) throws SQLException {
    while (true) {
      try {
        statement.execute(sql);
        return;
      } catch (SQLException e) {
        if (e.getErrorCode() != DUPLICATE_ENTRY || !sql.startsWith("ALTER TABLE")) {
          throw e;
        }
      }
    }
  }

  private List<String> extraColumns() throws SQLException {
    List<String> names = new ArrayList<>();
    try (var row =
        statement.executeQuery(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='shop' AND"
                + " TABLE_NAME='items' AND COLUMN_NAME LIKE 'x%' ORDER BY ORDINAL_POSITION")) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private String anyExtra() throws SQLException {
    List<String> names = extraColumns();
    if (names.isEmpty()) {
      addColumn();
      names = extraColumns();
    }
    return names.get(random.nextInt(names.size()));
  }

  private String where() {
    return switch (random.nextInt(3)) {
      case 0 -> " FIRST";
      case 1 -> " AFTER id";
      default -> "";
    };
  }

  private void addColumn() throws SQLException {
    made++;
    String instant = random.nextBoolean() ? ", ALGORITHM=INSTANT" : "";
    execute(
        "ALTER TABLE shop.items ADD COLUMN x%d INT NOT NULL DEFAULT %d%s%s"
            .formatted(made, made, where(), instant));
  }

  private void dropColumn() throws SQLException {
    execute("ALTER TABLE shop.items DROP COLUMN " + anyExtra());
  }

  private void reorder() throws SQLException {
    execute(
        "ALTER TABLE shop.items MODIFY label VARCHAR(40) NOT NULL DEFAULT ''"
            + (random.nextBoolean() ? " FIRST" : " AFTER id"));
  }

  private void renameColumn() throws SQLException {
    made++;
    execute("ALTER TABLE shop.items RENAME COLUMN " + anyExtra() + " TO x" + made);
  }

  private void retype() throws SQLException {
    String type =
        switch (random.nextInt(3)) {
          case 0 -> "BIGINT NOT NULL DEFAULT 5";
          case 1 -> "VARCHAR(30) NOT NULL DEFAULT '7'";
          default -> "INT NOT NULL DEFAULT 9";
        };
    execute("ALTER TABLE shop.items MODIFY " + anyExtra() + " " + type);
  }

  /**
   * The copy is complete while the table is locked, and the swap waits in front of all writers: a
   * server locks tables in the order of their names, and the first one is what they wait for.
   */
  private void ghostSwap() throws Exception {
    made++;
    execute("DROP TABLE IF EXISTS shop.items_gho, shop.items_del");
    execute("CREATE TABLE shop.items_gho LIKE shop.items");
    execute("ALTER TABLE shop.items_gho ADD COLUMN x" + made + " INT NOT NULL DEFAULT " + made);
    String columns = columns();
    execute("LOCK TABLES shop.items WRITE, shop.items_gho WRITE");
    CompletableFuture<Void> swap = CompletableFuture.runAsync(this::swapFromElsewhere);
    try {
      execute(
          "INSERT INTO shop.items_gho (" + columns + ") SELECT " + columns + " FROM shop.items");
      awaitSwapWaits();
    } finally {
      execute("UNLOCK TABLES");
    }
    swap.get();
    execute("DROP TABLE shop.items_del");
  }

  private void swapFromElsewhere() {
    try {
      database.execute("RENAME TABLE shop.items TO shop.items_del, shop.items_gho TO shop.items");
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private void awaitSwapWaits() throws Exception {
    for (int i = 0; i < 500; i++) {
      try (var row =
          statement.executeQuery(
              "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'RENAME TABLE%'"
                  + " AND STATE LIKE '%lock%'")) {
        row.next();
        if (row.getInt(1) > 0) {
          return;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the swap does not wait for the lock");
  }

  private String columns() throws SQLException {
    List<String> names = new ArrayList<>(List.of("id", "owner", "label"));
    names.addAll(extraColumns());
    return String.join(", ", names);
  }

  /** Triggers keep the copy up to date while it is made. */
  private void triggerSwap() throws SQLException {
    made++;
    execute("DROP TABLE IF EXISTS shop._items_new, shop._items_old");
    execute("CREATE TABLE shop._items_new LIKE shop.items");
    execute("ALTER TABLE shop._items_new ADD COLUMN x" + made + " INT NOT NULL DEFAULT " + made);
    String columns = columns();
    String values = "NEW." + columns.replace(", ", ", NEW.");
    String replace = "REPLACE INTO shop._items_new (" + columns + ") VALUES (" + values + ")";
    String delete = "DELETE IGNORE FROM shop._items_new WHERE id=OLD.id";
    execute("CREATE TRIGGER shop.items_ins AFTER INSERT ON shop.items FOR EACH ROW " + replace);
    execute("CREATE TRIGGER shop.items_del AFTER DELETE ON shop.items FOR EACH ROW " + delete);
    execute(
        "CREATE TRIGGER shop.items_upd AFTER UPDATE ON shop.items FOR EACH ROW BEGIN "
            + delete
            + "; "
            + replace
            + "; END");
    for (int from = 0; from < ItemWriter.IDS; from += 100) {
      copy(columns, from);
    }
    execute("RENAME TABLE shop.items TO shop._items_old, shop._items_new TO shop.items");
    execute("DROP TABLE shop._items_old");
  }

  private void copy(String columns, int from) throws SQLException {
    String sql =
        "INSERT IGNORE INTO shop._items_new (%s) SELECT %s FROM shop.items WHERE id >= %d AND id <"
            .formatted(columns, columns, from);
    while (true) {
      try {
        execute(sql + " " + (from + 100) + " LOCK IN SHARE MODE");
        return;
      } catch (SQLException e) {
        // deadlocks with the writers, and waits that are too long: as the tool does, once more
        if (e.getErrorCode() != 1213 && e.getErrorCode() != 1205) {
          throw e;
        }
      }
    }
  }

  private void recreate() throws SQLException {
    execute("DROP TABLE shop.items");
    execute("CREATE TABLE shop.items " + DEFINITION);
  }

  private void changeKey() throws SQLException {
    execute(
        "ALTER TABLE shop.items DROP PRIMARY KEY, ADD PRIMARY KEY (id, owner), ADD UNIQUE KEY one"
            + " (id)");
    execute("ALTER TABLE shop.items DROP PRIMARY KEY, DROP KEY one, ADD PRIMARY KEY (id)");
  }

  /** No event tells of it; what rows hold by then is told as they change. */
  private void unlogged() throws SQLException {
    made++;
    execute("SET SESSION sql_log_bin=0");
    try {
      execute("ALTER TABLE shop.items ADD COLUMN x" + made + " INT NOT NULL DEFAULT 1 FIRST");
    } finally {
      execute("SET SESSION sql_log_bin=1");
    }
    execute("UPDATE shop.items SET x" + made + "=2");
  }

  private void loseMappedColumn() throws Exception {
    execute("ALTER TABLE shop.items RENAME COLUMN label TO title");
    Thread.sleep(20);
    execute("UPDATE shop.items SET title=CONCAT('t', id)");
    execute("ALTER TABLE shop.items RENAME COLUMN title TO label");
  }

  private void truncate() throws SQLException {
    execute("TRUNCATE TABLE shop.items");
  }
}
