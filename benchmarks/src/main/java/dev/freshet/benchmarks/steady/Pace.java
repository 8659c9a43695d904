package dev.freshet.benchmarks.steady;

/**
 * When changes are due.
 *
 * @param perSecond how many in a second, evenly
 * @param settling how many are made before it is measured
 * @param measured how many are made while it is
 */
public record Pace(int perSecond, int settling, int measured) {
  private static final double NANOS_OF_SECOND = 1e9;

  /** How many changes there are in all. */
  public int changes() {
    return settling + measured;
  }

  /** How long after the beginning a change is due, counted from 0, in nanoseconds. */
  long dueNanos(int change) {
    return Math.round(change * NANOS_OF_SECOND / perSecond);
  }
}
