package dev.freshet.benchmarks.report;

import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.measure.Spread;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one candidate on one workload to so many pools.
 *
 * @param pools 0 for a candidate that stores nothing
 * @param runs in the order in which they were made, at least one
 */
public record Result(String workload, String candidate, int pools, List<Run> runs) {

  /** Copies the list. */
  public Result {
    runs = List.copyOf(runs);
  }

  /** The spread of one figure. */
  public Spread spread(ToDoubleFunction<Run> figure) {
    return Spread.of(runs, figure);
  }
}
