package dev.freshet.connector.query;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.freshet.api.change.RowImage;
import dev.freshet.api.spi.DatabaseLoad;
import dev.freshet.api.spi.QueryResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Asks a server how busy it is. */
final class LoadQuestion {

  private static final Question THREADS =
      new Question("SHOW GLOBAL STATUS LIKE 'Threads_running'", List.of(List.of()), null);

  private static final Question MYSQL_LAG =
      new Question("SHOW REPLICA STATUS", List.of(List.of()), null);

  /** Of all sources that a MariaDB may have, also those that have a name. */
  private static final Question MARIADB_LAG =
      new Question("SHOW ALL SLAVES STATUS", List.of(List.of()), null);

  private static final Set<String> LAG = Set.of("seconds_behind_source", "seconds_behind_master");

  private LoadQuestion() {}

  /**
   * What a server says. Blocks.
   *
   * @param own how many other sessions of ours it is working for
   */
  static DatabaseLoad ask(QuerySession session, int own) throws SQLException {
    QueryRow threads = (QueryRow) session.askNow(THREADS).rows().get(0);
    int others = (int) number(threads, 1) - own - 1;
    return new DatabaseLoad(Math.max(0, others), lag(session));
  }

  /**
   * How far it is behind, for which MySQL wants REPLICATION CLIENT and MariaDB, from 10.5 on,
   * REPLICA MONITOR. That is needed for nothing else, so that it may be missing.
   */
  private static OptionalLong lag(QuerySession session) throws SQLException {
    QueryResult status;
    try {
      status = session.askNow(session.isMariadb() ? MARIADB_LAG : MYSQL_LAG);
    } catch (SQLException e) {
      if (QueryTrouble.isLoss(e)) {
        throw e;
      }
      return OptionalLong.empty();
    }
    OptionalLong greatest = OptionalLong.empty();
    for (int i = 0; i < status.columns().size(); i++) {
      if (LAG.contains(status.columns().get(i).name().toLowerCase(Locale.ROOT))) {
        for (RowImage row : status.rows()) {
          if (!row.isNull(i)) {
            long one = number((QueryRow) row, i);
            greatest = OptionalLong.of(Math.max(one, greatest.orElse(one)));
          }
        }
      }
    }
    return greatest;
  }

  private static long number(QueryRow row, int column) {
    return Long.parseLong(new String(row.bytes(column), US_ASCII));
  }
}
