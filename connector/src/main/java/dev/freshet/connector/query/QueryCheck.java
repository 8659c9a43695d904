package dev.freshet.connector.query;

import dev.freshet.api.change.Column;
import dev.freshet.api.config.Finding;
import dev.freshet.api.spi.QueryException;
import dev.freshet.api.spi.QueryException.Kind;
import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.schema.DatabaseConnections;
import dev.freshet.connector.schema.ServerFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Has a server explain a query, to see whether it can be run and what it would read. */
final class QueryCheck {

  /** A text that servers compare with numbers without looking at every row. */
  private static final String ANY_ARGUMENT = "1";

  private static final Set<String> WHOLE_TABLE = Set.of("all", "index");

  private final DatabaseConnections connections;
  private final QueryOptions options;

  QueryCheck(DatabaseConnections connections, QueryOptions options) {
    this.connections = connections;
    this.options = options;
  }

  /** What is to be said of a query. Blocks. */
  List<Finding> findings(String subject, String sql) {
    try (Connection connection = connections.openForQueries(true, options.timeout())) {
      ServerFacts facts = ServerFacts.read(connection);
      if (!facts.hasGtids()) {
        return List.of(
            Finding.problem(
                subject,
                "without GTIDs it cannot be told whether the database shows a change",
                "Set gtid_mode=ON and enforce_gtid_consistency=ON, or have the transformer only remove"
                    + " keys with mode=invalidate."));
      }
      String explain = (facts.mariadb() ? "EXPLAIN " : "EXPLAIN FORMAT=TRADITIONAL ") + sql;
      try (PreparedStatement statement = connection.prepareStatement(explain)) {
        int arguments = statement.getParameterMetaData().getParameterCount();
        for (int i = 1; i <= arguments; i++) {
          statement.setString(i, ANY_ARGUMENT);
        }
        try (ResultSet plan = statement.executeQuery()) {
          return findings(subject, plan);
        }
      }
    } catch (SourceException e) {
      return List.of(
          Finding.problem(subject, e.getMessage() + "", "Mend query.hosts or the account."));
    } catch (SQLException e) {
      return List.of(
          Finding.problem(
              subject,
              "the query is refused by %s: %s"
                  .formatted(connections.access().address(), e.getMessage()),
              "Mend the query, or give the account the SELECT privilege on what it reads."));
    }
  }

  /** The columns that a query returns, as a server sees it that does not run it. Blocks. */
  List<Column> columns(String sql) throws QueryException {
    try (Connection connection = connections.openForQueries(true, options.timeout());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      return Arrays.stream(QueryColumn.of(statement.getMetaData()))
          .map(QueryColumn::column)
          .toList();
    } catch (SourceException e) {
      throw new QueryException(Kind.UNANSWERED, String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      throw QueryTrouble.isLoss(e)
          ? QueryTrouble.of(e)
          : new QueryException(
              Kind.REFUSED,
              "the query is refused by %s: %s"
                  .formatted(connections.access().address(), e.getMessage()));
    }
  }

  private static List<Finding> findings(String subject, ResultSet plan) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    while (plan.next()) {
      String table = String.valueOf(plan.getString("table"));
      String access = String.valueOf(plan.getString("type")).toLowerCase(Locale.ROOT);
      boolean isStored = !table.startsWith("<");
      if (isStored && WHOLE_TABLE.contains(access) && plan.getString("possible_keys") == null) {
        findings.add(
            Finding.warning(
                subject,
                "the query reads all of %s for each key".formatted(table),
                "Give the table an index on what the query compares with its parameters."));
      }
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(subject, "the query can be run, and reads by index"));
    }
    return findings;
  }
}
