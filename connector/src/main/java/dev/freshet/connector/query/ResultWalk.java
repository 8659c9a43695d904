package dev.freshet.connector.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Goes through the results of statements that were executed in one go. Not thread-safe. */
final class ResultWalk implements Results {

  private static final int NO_MORE = -1;

  private final Statement statement;
  private boolean begun;

  /**
   * @param statement executed
   */
  ResultWalk(Statement statement) {
    this.statement = statement;
  }

  @Override
  public ResultSet next() throws SQLException {
    boolean hasRows = begun ? statement.getMoreResults() : statement.getResultSet() != null;
    begun = true;
    while (!hasRows && statement.getUpdateCount() != NO_MORE) {
      hasRows = statement.getMoreResults();
    }
    ResultSet result = hasRows ? statement.getResultSet() : null;
    if (result == null) {
      throw new SQLException("the server has sent fewer results than there are queries");
    }
    return result;
  }
}
