package dev.freshet.daemon;

import dev.freshet.testkit.Flavor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/**
 * A table of columns of any types in any order, whose rows are told apart by a column {@code rid}.
 * Not thread-safe.
 */
final class RandomTable {

  /** What a column is that has a value of its own. */
  private record Given(String name, RandomColumn column, boolean nullable) {}

  /** How the table's rows are told apart by the server. */
  enum Key {
    NONE,
    ID,
    /** One that MySQL makes by itself. */
    INVISIBLE
  }

  private final String name;
  private final Random random;
  private final Key key;
  private final List<Given> given = new ArrayList<>();
  private final List<String> definitions = new ArrayList<>();

  /**
   * Makes up a table.
   *
   * @param columns how many columns have values of their own
   * @param generates whether it has generated columns beside these
   */
  RandomTable(String name, Flavor flavor, int columns, boolean generates, Random random) {
    this.name = name;
    this.random = random;
    Key[] keys = flavor == Flavor.MYSQL ? Key.values() : new Key[] {Key.NONE, Key.ID, Key.ID};
    this.key = keys[random.nextInt(keys.length)];
    for (int i = 0; i < columns; i++) {
      RandomColumn column =
          columns > 100
              ? new RandomColumn("INT", values -> Integer.toString(values.nextInt()))
              : RandomColumn.of(flavor, random);
      boolean nullable = random.nextInt(4) != 0 || column.type().endsWith("NULL");
      Given one = new Given("c" + i, column, nullable);
      given.add(one);
      String invisible = nullable && random.nextInt(8) == 0 ? " INVISIBLE" : "";
      definitions.add("c" + i + " " + column.type() + (nullable ? "" : " NOT NULL") + invisible);
    }
    insert("rid INT NOT NULL");
    if (generates) {
      insert("g1 INT AS (rid % 7) " + (random.nextBoolean() ? "STORED" : "VIRTUAL"));
      insert(
          "g2 VARCHAR(30) AS (CONCAT('x ', rid)) " + (random.nextBoolean() ? "STORED" : "VIRTUAL"));
    }
    if (key == Key.ID) {
      insert("id INT PRIMARY KEY");
    }
  }

  private void insert(String definition) {
    definitions.add(random.nextInt(definitions.size() + 1), definition);
  }

  String name() {
    return name;
  }

  Key key() {
    return key;
  }

  /** The statement that creates it. */
  String create() {
    return "CREATE TABLE rt.%s (%s) DEFAULT CHARSET utf8mb4"
        .formatted(name, String.join(", ", definitions));
  }

  /** An INSERT of rows with the numbers from {@code from} to before {@code to}. */
  String insert(int from, int to) {
    StringJoiner rows =
        new StringJoiner(
            ", ", "INSERT IGNORE INTO rt." + name + " (" + columns() + ") VALUES ", "");
    for (int rid = from; rid < to; rid++) {
      StringJoiner row = new StringJoiner(", ", "(", ")");
      row.add(Integer.toString(rid));
      if (key == Key.ID) {
        row.add(Integer.toString(rid * 3));
      }
      for (Given one : given) {
        row.add(value(one));
      }
      rows.add(row.toString());
    }
    return rows.toString();
  }

  private String columns() {
    StringJoiner names = new StringJoiner(", ");
    names.add("rid");
    if (key == Key.ID) {
      names.add("id");
    }
    given.forEach(one -> names.add(one.name()));
    return names.toString();
  }

  private String value(Given one) {
    return one.nullable() && random.nextInt(8) == 0 ? "NULL" : one.column().values().next(random);
  }

  /** An UPDATE of one column of a tenth of the rows. */
  String update() {
    Given one = given.get(random.nextInt(given.size()));
    return "UPDATE IGNORE rt.%s SET %s = %s WHERE rid %% 10 = %d"
        .formatted(name, one.name(), value(one), random.nextInt(10));
  }
}
