package dev.freshet.benchmarks.report;

import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.steady.SteadyRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One candidate's medians over another's, or over its own to fewer pools, on the same work and in
 * the same session: what travels to other machines. Whoever stores nothing is compared with all, to
 * however many pools they go.
 *
 * @param pools of the candidate
 * @param otherPools of the other; 0 if it stores nothing
 * @param speed rows/s over rows/s; more is better
 * @param speedWithStart the same, with the start of the process
 * @param cpu processor time for each row over the same; less is better
 * @param p99MoreMillis not a ratio but a difference: how much later a pool shows the slowest of a
 *     hundred changes; null where that is not measured. Where it is, the pace is given, and speeds
 *     are null
 */
public record Ratio(
    String workload,
    String candidate,
    int pools,
    String other,
    int otherPools,
    @Nullable Double speed,
    @Nullable Double speedWithStart,
    double cpu,
    @Nullable Double p99MoreMillis) {

  /**
   * That of one candidate to each of the others, wherever both were run, and to itself with the
   * fewest pools that it was run to.
   */
  public static List<Ratio> of(String candidate, List<Result> results) {
    List<Result> own =
        results.stream().filter(result -> result.candidate().equals(candidate)).toList();
    List<Ratio> ratios = new ArrayList<>();
    for (Result one : own) {
      for (Result other : results) {
        if (!other.candidate().equals(candidate)
            && other.workload().equals(one.workload())
            && (other.pools() == one.pools() || other.pools() == 0)) {
          ratios.add(of(one, other));
        }
      }
      Result fewest = fewestPools(one, own);
      if (fewest.pools() < one.pools()) {
        ratios.add(of(one, fewest));
      }
    }
    return ratios;
  }

  private static Result fewestPools(Result one, List<Result> own) {
    Result fewest = one;
    for (Result other : own) {
      if (other.workload().equals(one.workload()) && other.pools() < fewest.pools()) {
        fewest = other;
      }
    }
    return fewest;
  }

  private static Ratio of(Result one, Result other) {
    return new Ratio(
        one.workload(),
        one.candidate(),
        one.pools(),
        other.candidate(),
        other.pools(),
        ratio(one, other, Run::rowsPerSecond),
        ratio(one, other, Run::rowsPerSecondWithStart),
        ratio(one, other, Run::cpuMicrosPerRow),
        null);
  }

  /** That of one candidate to each of the others, at a steady pace and to one pool. */
  public static List<Ratio> atSteadyPace(String candidate, List<SteadyResult> results) {
    List<Ratio> ratios = new ArrayList<>();
    for (SteadyResult one : results) {
      for (SteadyResult other : results) {
        if (one.candidate().equals(candidate) && !other.candidate().equals(candidate)) {
          ratios.add(of(one, other));
        }
      }
    }
    return ratios;
  }

  private static Ratio of(SteadyResult one, SteadyResult other) {
    return new Ratio(
        one.workload(),
        one.candidate(),
        1,
        other.candidate(),
        1,
        null,
        null,
        median(one, SteadyRun::cpuMicrosPerChange) / median(other, SteadyRun::cpuMicrosPerChange),
        median(one, SteadyRun::p99Millis) - median(other, SteadyRun::p99Millis));
  }

  private static double median(SteadyResult result, ToDoubleFunction<SteadyRun> figure) {
    return result.spread(figure).median();
  }

  private static double ratio(Result one, Result other, ToDoubleFunction<Run> figure) {
    return one.spread(figure).median() / other.spread(figure).median();
  }
}
