package dev.freshet.benchmarks.steady;

import java.util.Arrays;

/**
 * How long changes took from their commit until a pool showed them, in nanoseconds. It may be less
 * than 0: a server sends a change to those who follow its binlog before it answers the one who made
 * it.
 *
 * @param p50 half of them took no longer
 * @param p99 99 of a hundred took no longer
 * @param max the one that took longest
 */
public record Latency(long p50, long p99, long max) {

  /**
   * Sorts them in.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Latency of(long[] nanos) {
    if (nanos.length == 0) {
      throw new IllegalArgumentException("no changes have no latency");
    }
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Latency(percentile(sorted, 50), percentile(sorted, 99), sorted[sorted.length - 1]);
  }

  /** The smallest that so many of a hundred do not exceed. */
  private static long percentile(long[] sorted, int percent) {
    return sorted[(int) ((sorted.length * (long) percent + 99) / 100) - 1];
  }
}
