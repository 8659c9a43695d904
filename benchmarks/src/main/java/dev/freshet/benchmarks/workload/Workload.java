package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.SQLException;
import java.util.Map;

/**
 * Changes of rows that candidates carry to pools. The first change is the first in the binlog, and
 * the last is a transaction of its own behind all others, so that whoever follows the binlog and
 * shows it has dealt with them.
 */
public interface Workload {
  /** The database that the tables stand in. */
  String DATABASE = "freshet_benchmark";

  /** How many rows are looked at afterwards. */
  int SAMPLE = 1000;

  /** What the report calls it. */
  String name();

  /** How many changes of rows there are, with the first and the last. */
  int rows();

  /** What is to be in the pools. */
  Mapping mapping();

  /** Whether the rows are to be had from the binlog, and not from the table. */
  default boolean isStream() {
    return true;
  }

  /** Makes the tables, in an empty database, and what stands in them before the work begins. */
  void create(DatabaseServer database) throws SQLException;

  /** What each pool holds before a run; to be asked after {@link #create}. */
  default Map<String, String> before() {
    return Map.of();
  }

  /** Makes all changes. */
  void write(DatabaseServer database) throws SQLException, InterruptedException;

  /** What has to come of it; to be asked after {@link #write}. */
  Outcome outcome(DatabaseServer database) throws SQLException;
}
