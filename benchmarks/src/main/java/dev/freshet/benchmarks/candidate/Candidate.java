package dev.freshet.benchmarks.candidate;

import java.io.IOException;
import java.util.List;

/** A program that carries rows from the database to pools. */
public interface Candidate {

  /** What the report calls it. */
  String name();

  /**
   * Whether it finds its place in state of its own. Then it is started and stopped once while the
   * database is idle, before the work is written, and each run begins with a copy of that state.
   * Without state it begins at the end of the binlog, as is wanted at a steady pace.
   */
  boolean keepsState();

  /**
   * Whether the state of an assignment holds a place already. Always true for a candidate that
   * keeps none.
   *
   * @throws IOException if the state cannot be read
   */
  boolean hasPlace(Assignment assignment) throws IOException;

  /** Whether it fills pools, and does not only read and say how far it is. */
  default boolean fillsPools() {
    return true;
  }

  /** Whether its process ends when all is done, and need not be stopped. */
  default boolean endsByItself() {
    return false;
  }

  /**
   * Writes what its process reads into the folder, and returns the command of that process, Java
   * and its options left out: class path, main class, arguments.
   *
   * @throws IOException if the folder cannot be written
   */
  List<String> command(Assignment assignment) throws IOException;
}
