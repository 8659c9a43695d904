package dev.freshet.daemon.pipeline;

/**
 * How long a pool that takes less than another one is still waited for, so that pools of about the
 * same speed stay together behind a backlog, while one that is much slower, takes nothing any more,
 * or is too slow for what is written now, is soon left behind. Used by the pipeline's thread alone.
 *
 * <p>Of what others are behind, at most half may come from waiting, but for half a second that is
 * always granted. It is for one backlog: a pool that has caught up has a new one.
 */
final class Patience {

  private static final long GRANTED_NANOS = 500_000_000;

  /** Clocks of databases may be wrong. */
  private static final long MOST_NANOS = 30_000_000_000L;

  /**
   * Three seconds, of a tenth each. A batch may have megabytes, and is acknowledged as a whole; and
   * this process may itself have been kept from running.
   */
  private static final int VAIN_WAITS = 30;

  private long spentNanos;
  private int vainWaits;

  /**
   * Others were kept waiting.
   *
   * @param nanos for how long
   * @param inVain whether the pool took nothing meanwhile
   */
  void spend(long nanos, boolean inVain) {
    spentNanos += nanos;
    vainWaits = inVain ? vainWaits + 1 : 0;
  }

  /**
   * Whether it need not be waited for any longer.
   *
   * @param behindMicros how long ago it was committed what others are kept from, microseconds;
   *     negative if that is not known
   */
  boolean isOver(long behindMicros) {
    long allowed = GRANTED_NANOS + Math.max(0, behindMicros) * 1000 / 2;
    return spentNanos > Math.min(MOST_NANOS, allowed) || vainWaits >= VAIN_WAITS;
  }
}
