package dev.freshet.benchmarks.report;

import dev.freshet.benchmarks.measure.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * One candidate's medians over another's, on the same work and in the same session: what travels to
 * other machines.
 *
 * @param speed rows/s over rows/s; more is better
 * @param cpu processor time for each row over the same; less is better
 */
public record Ratio(
    String workload, int pools, String candidate, String other, double speed, double cpu) {

  /** That of one candidate to each of the others, wherever both were run. */
  public static List<Ratio> of(String candidate, List<Result> results) {
    List<Ratio> ratios = new ArrayList<>();
    for (Result one : results) {
      if (one.candidate().equals(candidate)) {
        for (Result other : results) {
          if (!other.candidate().equals(candidate)
              && other.workload().equals(one.workload())
              && other.pools() == one.pools()) {
            ratios.add(of(one, other));
          }
        }
      }
    }
    return ratios;
  }

  private static Ratio of(Result one, Result other) {
    return new Ratio(
        one.workload(),
        one.pools(),
        one.candidate(),
        other.candidate(),
        one.spread(Run::rowsPerSecond).median() / other.spread(Run::rowsPerSecond).median(),
        one.spread(Run::cpuMicrosPerRow).median() / other.spread(Run::cpuMicrosPerRow).median());
  }
}
