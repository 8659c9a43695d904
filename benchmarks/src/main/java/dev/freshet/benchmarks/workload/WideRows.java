package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Inserted rows of 50 columns and some 4,000 bytes, each in a transaction, from several
 * connections.
 *
 * @param rows how many
 */
public record WideRows(int rows) implements Workload {
  private static final MappedTable TABLE = new MappedTable(DATABASE + ".pages", "page:");
  private static final int NUMBERS = 15;
  private static final int AMOUNTS = 10;
  private static final int TIMES = 4;
  private static final int TEXTS = 20;
  private static final LocalDateTime BEGINNING = LocalDateTime.of(2022, 5, 1, 0, 0);

  private static final String SENTENCE =
      "The river rises in the \"upper\" valley, passes Müllheim and Żary, and takes the brook of"
          + " the mill; boats go as far as the old weir, where the water is clear in spring.";

  @Override
  public String name() {
    return "wide rows";
  }

  @Override
  public Mapping mapping() {
    return Mapping.ofRows(List.of(TABLE));
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    List<String> columns = new ArrayList<>(List.of("id BIGINT NOT NULL PRIMARY KEY"));
    add(columns, "number", NUMBERS, "INT NOT NULL");
    add(columns, "amount", AMOUNTS, "DECIMAL(12,2) NOT NULL");
    add(columns, "moment", TIMES, "TIMESTAMP NOT NULL");
    add(columns, "text", TEXTS, "VARCHAR(255)");
    database.execute("CREATE TABLE " + TABLE.name() + " (" + String.join(", ", columns) + ")");
  }

  private static void add(List<String> columns, String name, int count, String type) {
    for (int i = 1; i <= count; i++) {
      columns.add(name + i + " " + type);
    }
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    int columns = 1 + NUMBERS + AMOUNTS + TIMES + TEXTS;
    Writers.Part insert =
        Writers.singly(
            "INSERT INTO " + TABLE.name() + " VALUES (?" + ",?".repeat(columns - 1) + ")",
            WideRows::bind);
    Writers.alone(database, 1, 1, insert);
    Writers.together(database, 2, rows - 1, insert);
    Writers.alone(database, rows, rows, insert);
  }

  private static void bind(PreparedStatement insert, int id) throws SQLException {
    int at = 1;
    insert.setLong(at++, id);
    for (int i = 0; i < NUMBERS; i++) {
      insert.setInt(at++, mixed(id, i));
    }
    for (int i = 0; i < AMOUNTS; i++) {
      insert.setBigDecimal(at++, BigDecimal.valueOf(mixed(id, i), 2));
    }
    for (int i = 0; i < TIMES; i++) {
      insert.setObject(at++, BEGINNING.plusSeconds(mixed(id, i) & 0x3FF_FFFF));
    }
    for (int i = 0; i < TEXTS; i++) {
      // one in so many is NULL, another one each time
      insert.setString(at++, i == id % (4 * TEXTS) ? null : mixed(id, i) + " " + SENTENCE);
    }
  }

  private static int mixed(int id, int column) {
    return (id * 31 + column) * 0x9E3779B1;
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    return new Outcome(
        TABLE.key(1),
        true,
        TABLE.key(rows),
        rows,
        false,
        TableJson.sample(database, TABLE, 1, rows, SAMPLE));
  }
}
