package dev.freshet.benchmarks.floor;

import dev.freshet.api.spi.SourceException;
import dev.freshet.benchmarks.workload.UsersTable;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerAccess;
import dev.freshet.connector.schema.TlsMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The least that has to be done to have a whole table: one {@code SELECT *}, streamed over a
 * connection as Freshet opens it for queries, each column of each row taken as text. Nothing is
 * stored. Its arguments are host, port, user and password.
 */
public final class TableFloor {
  /** What it says when it has the first row. */
  public static final String FIRST = "first row";

  private static final int ROWS_AT_A_TIME = 5000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private TableFloor() {}

  /** What it says when it has so many rows and there are no more. */
  public static String end(long rows) {
    return rows + " rows in all";
  }

  /** Runs until the process is ended, so that it can be looked at when it has read everything. */
  public static void main(String[] arguments)
      throws SourceException, SQLException, InterruptedException {
    ServerAccess server =
        new ServerAccess(
            arguments[0],
            Integer.parseInt(arguments[1]),
            arguments[2],
            arguments[3],
            TlsMode.DISABLED,
            "",
            "",
            PATIENCE);
    try (Connection connection = new DatabaseConnections(server).openForQueries(false, PATIENCE)) {
      System.out.println(end(read(connection)));
    }
    new CountDownLatch(1).await();
  }

  private static long read(Connection connection) throws SQLException {
    long rows = 0;
    long characters = 0;
    try (Statement select = connection.createStatement()) {
      select.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet row = select.executeQuery("SELECT * FROM " + UsersTable.USERS.name())) {
        while (row.next()) {
          for (int column = 1; column <= UsersTable.COLUMNS; column++) {
            String text = row.getString(column);
            characters += text == null ? 0 : text.length();
          }
          if (rows++ == 0) {
            System.out.println(FIRST);
          }
        }
      }
    }
    // shown so that nobody may leave the values out
    System.out.println(characters + " characters");
    return rows;
  }
}
