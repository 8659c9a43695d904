package dev.freshet.daemon.verify;

import java.util.List;
import java.util.Map;

/**
 * How far a comparison is, and what it has found.
 *
 * @param state what is going on
 * @param why what it waits for, or why it has failed; empty where there is nothing to say
 * @param seconds how long it has been going on, or went on, in seconds
 * @param rows how many rows have been read
 * @param estimatedRows how many there are, as the server guesses
 * @param findings one for each pool and transformer
 */
public record VerifyStatus(
    State state,
    String why,
    double seconds,
    long rows,
    long estimatedRows,
    List<Finding> findings) {

  /** How many keys have been mended in all. */
  public long repaired() {
    return findings.stream().mapToLong(Finding::repaired).sum();
  }

  /** What is going on. */
  public enum State {
    RUNNING,
    /** Everything that was asked for has been compared. */
    DONE,
    /** It has ended before. */
    FAILED
  }

  /**
   * What has been found in a pool of a transformer's keys.
   *
   * @param checked how many keys have been compared
   * @param missing how many of them the pool did not hold
   * @param different under how many it held something else
   * @param surplus how many it held that the database has nothing for
   * @param repaired how many of these three have been mended
   * @param unsettled how many kept changing, so that nothing can be said of them
   * @param examples some keys of each kind
   */
  public record Finding(
      String pool,
      String transformer,
      long checked,
      long missing,
      long different,
      long surplus,
      long repaired,
      long unsettled,
      Map<Difference, List<String>> examples) {

    /** How many differences are left. */
    public long left() {
      return missing + different + surplus - repaired;
    }
  }
}
