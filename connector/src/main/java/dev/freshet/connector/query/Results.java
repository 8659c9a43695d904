package dev.freshet.connector.query;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The results of several statements, one after the other. */
@FunctionalInterface
interface Results {

  /** The next result that has rows; those of statements without rows are passed over. */
  ResultSet next() throws SQLException;
}
