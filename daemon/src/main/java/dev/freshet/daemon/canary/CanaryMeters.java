package dev.freshet.daemon.canary;

/** Told what becomes of the canary. Implementations are thread-safe. */
public interface CanaryMeters {

  /**
   * A change was seen in a pool.
   *
   * @param nanos how long after it was committed, in nanoseconds
   */
  void seen(String pool, long nanos);

  /** A change was not seen in a pool before the next one was due. */
  void missed(String pool);
}
