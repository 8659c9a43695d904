package dev.freshet.daemon;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A table with many small rows, all of them in the binlog and in no pool yet. */
final class Backlog {

  /** What maps it. */
  static final String TRANSFORMERS =
      """
      transformers=bulk
      transformers.bulk.type=row
      transformers.bulk.table=bulk.items
      transformers.bulk.key=item:${id}
      """;

  private static final int ROWS_EACH = 500;

  private Backlog() {}

  /** Writes the rows, {@value #ROWS_EACH} to a transaction. */
  static void write(DatabaseServer database, int rows) throws SQLException {
    database.execute(
        "CREATE DATABASE bulk",
        "CREATE TABLE bulk.items (id INT NOT NULL PRIMARY KEY, name VARCHAR(60) NOT NULL)",
        "CREATE USER freshet@'%' IDENTIFIED BY 'stream-pass'",
        "GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO freshet@'%'");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int id = 0; id < rows; ) {
        StringBuilder insert = new StringBuilder("INSERT INTO bulk.items VALUES ");
        for (int i = 0; i < ROWS_EACH && id < rows; i++, id++) {
          insert.append(i == 0 ? "(" : ",(").append(id).append(",'").append(name(id)).append("')");
        }
        statement.execute(insert.toString());
      }
    }
  }

  /** What a pool ought to hold under {@code item:ID}. */
  static String value(int id) {
    return "{\"id\":" + id + ",\"name\":\"" + name(id) + "\"}";
  }

  private static String name(int id) {
    return "item number " + id + " of a backlog, some forty bytes";
  }
}
