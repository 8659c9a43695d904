package dev.freshet.benchmarks.measure;

import java.sql.SQLException;

/** Tells at the server when a candidate has begun to read, whatever that is made of. */
public interface Reading {

  /** Makes it as if nobody had read as yet. */
  void clear() throws SQLException, InterruptedException;

  /** Whether anybody has begun to read since. */
  boolean any() throws SQLException;
}
