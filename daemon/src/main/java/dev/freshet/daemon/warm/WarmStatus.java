package dev.freshet.daemon.warm;

import java.util.List;
import java.util.Set;

/**
 * How far pools have been filled.
 *
 * @param state what is going on
 * @param pools the pools that are filled
 * @param why what it waits for, or why it has failed; empty where there is nothing to say
 * @param seconds how long it has been going on, or went on, in seconds
 * @param tables how far each table has been read
 */
public record WarmStatus(
    State state, Set<String> pools, String why, double seconds, List<TableStatus> tables) {

  /** What is going on. */
  public enum State {
    RUNNING,
    /** Everything is in the pools. */
    DONE,
    /** It has ended before everything was in. */
    FAILED
  }

  /**
   * How far a table has been read.
   *
   * @param rows how many of its rows are in the pools, or need not be
   * @param estimatedRows how many it has, as the server guesses
   * @param done whether that is all of them
   */
  public record TableStatus(String table, long rows, long estimatedRows, boolean done) {}

  /** How many rows are in the pools, of all tables. */
  public long rows() {
    return tables.stream().mapToLong(TableStatus::rows).sum();
  }

  /** About how many rows there are. */
  public long estimatedRows() {
    return tables.stream()
        .mapToLong(
            table -> table.done() ? table.rows() : Math.max(table.rows(), table.estimatedRows()))
        .sum();
  }
}
