package dev.freshet.connector.debezium;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidPosition;
import dev.freshet.connector.position.MariadbGtidPosition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A position in the form of Debezium's offsets. */
final class StartOffset {

  static final String FILE = "file";
  static final String OFFSET = "pos";
  static final String GTIDS = "gtids";

  private StartOffset() {}

  /**
   * The offset from which a connector goes on behind a position. A file is part of it in any case:
   * where there are GTIDs, the server's oldest, which is only read from if there are none before.
   *
   * @throws SourceException if Debezium could not begin there
   */
  static Map<String, Object> of(BinlogPosition position, Connection connection)
      throws SQLException, SourceException {
    Map<String, Object> offset = new HashMap<>();
    if (position instanceof FilePosition place) {
      offset.put(FILE, place.file());
      offset.put(OFFSET, place.offset());
      return offset;
    }
    offset.put(FILE, oldestFile(connection));
    offset.put(OFFSET, FilePosition.FIRST_OFFSET);
    String gtids =
        position instanceof GtidPosition mysql
            ? mysql.executed().toString()
            : ((MariadbGtidPosition) position).gtidList();
    if (!gtids.isEmpty()) {
      offset.put(GTIDS, gtids);
    } else if (position instanceof GtidPosition) {
      throw new SourceException(
          Kind.MISCONFIGURED,
          "Debezium cannot begin in front of the first transaction that a MySQL server has; use"
              + " start.from=latest with the tables warmed, or connector.class=binlog");
    }
    return offset;
  }

  private static String oldestFile(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW BINARY LOGS")) {
      if (!row.next()) {
        throw new SQLException("the server lists no binlog file");
      }
      return row.getString(1);
    }
  }
}
