package dev.freshet.benchmarks.report;

import dev.freshet.benchmarks.measure.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One candidate's medians over another's, on the same work and in the same session: what travels to
 * other machines. Whoever stores nothing is compared with all, to however many pools they go.
 *
 * @param speed rows/s over rows/s; more is better
 * @param speedWithStart the same, with the start of the process
 * @param cpu processor time for each row over the same; less is better
 */
public record Ratio(
    String workload,
    int pools,
    String candidate,
    String other,
    double speed,
    double speedWithStart,
    double cpu) {

  /** That of one candidate to each of the others, wherever both were run. */
  public static List<Ratio> of(String candidate, List<Result> results) {
    List<Ratio> ratios = new ArrayList<>();
    for (Result one : results) {
      if (one.candidate().equals(candidate)) {
        for (Result other : results) {
          if (!other.candidate().equals(candidate)
              && other.workload().equals(one.workload())
              && (other.pools() == one.pools() || other.pools() == 0)) {
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
        ratio(one, other, Run::rowsPerSecond),
        ratio(one, other, Run::rowsPerSecondWithStart),
        ratio(one, other, Run::cpuMicrosPerRow));
  }

  private static double ratio(Result one, Result other, ToDoubleFunction<Run> figure) {
    return one.spread(figure).median() / other.spread(figure).median();
  }
}
