package dev.freshet.benchmarks.report;

import dev.freshet.benchmarks.measure.Spread;
import dev.freshet.benchmarks.steady.SteadyRun;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All runs of one candidate at a steady pace, to one pool.
 *
 * @param runs in the order in which they were made, at least one
 */
public record SteadyResult(String workload, String candidate, List<SteadyRun> runs) {

  /** Copies the list. */
  public SteadyResult {
    runs = List.copyOf(runs);
  }

  /** The spread of one figure. */
  public Spread spread(ToDoubleFunction<SteadyRun> figure) {
    return Spread.of(runs, figure);
  }
}
