package dev.freshet.benchmarks.measure;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** The smallest, the middle and the largest of some repetitions. */
public record Spread(double min, double median, double max) {

  /**
   * That of one figure over runs. With an even number of runs the median is the mean of the two in
   * the middle.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static <T> Spread of(Collection<T> runs, ToDoubleFunction<T> figure) {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("no runs have no spread");
    }
    double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
