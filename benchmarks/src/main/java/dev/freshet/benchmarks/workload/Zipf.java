package dev.freshet.benchmarks.workload;

import java.util.Arrays;
import java.util.Random;

/**
 * Numbers of which few come often and most come seldom: the n-th is n times as rare as the first
 * (Zipf's law with exponent 1). Not thread-safe.
 */
final class Zipf {
  private final Random random;
  private final double[] upTo;

  /**
   * @param count how many numbers there are, from 1 on
   * @param seed the same one gives the same sequence
   */
  Zipf(int count, long seed) {
    random = new Random(seed);
    upTo = new double[count];
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
  }

  /** The next number of the sequence. */
  int next() {
    int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
    return (found < 0 ? -found - 1 : found) + 1;
  }
}
