package dev.freshet.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freshet.benchmarks.measure.Run;
import dev.freshet.benchmarks.steady.Latency;
import dev.freshet.benchmarks.steady.SteadyRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {

  @Test
  void itComparesMediansOnTheSameWorkAndPools() {
    List<Result> results =
        List.of(
            new Result("small", "Freshet", 1, List.of(run(1), run(2), run(9))),
            new Result("small", "floor", 1, List.of(run(1))),
            new Result("small", "floor", 2, List.of(run(1))),
            new Result("large", "floor", 1, List.of(run(1))));

    assertThat(Ratio.of("Freshet", results))
        .containsExactly(new Ratio("small", "Freshet", 1, "floor", 1, 0.5, 0.5, 2, null));
  }

  @Test
  void whoStoresNothingIsComparedWithAll() {
    List<Result> results =
        List.of(
            new Result("table", "floor", 0, List.of(run(1))),
            new Result("table", "Freshet", 1, List.of(run(2))),
            new Result("table", "Freshet", 2, List.of(run(4))));

    assertThat(Ratio.of("Freshet", results))
        .extracting(Ratio::other, Ratio::pools, Ratio::otherPools, Ratio::speed)
        .containsExactly(
            tuple("floor", 1, 0, 0.5), tuple("floor", 2, 0, 0.25), tuple("Freshet", 2, 1, 0.5));
  }

  @Test
  void itIsComparedWithItselfToTheFewestPools() {
    List<Result> results =
        List.of(
            new Result("small", "Freshet", 6, List.of(run(4))),
            new Result("small", "Freshet", 1, List.of(run(1))),
            new Result("large", "Freshet", 2, List.of(run(1))));

    assertThat(Ratio.of("Freshet", results))
        .containsExactly(new Ratio("small", "Freshet", 6, "Freshet", 1, 0.25, 0.25, 4, null));
  }

  @Test
  void atASteadyPaceLatenciesAreSubtracted() {
    List<SteadyResult> results =
        List.of(
            new SteadyResult("steady", "floor", List.of(steady(2, 100))),
            new SteadyResult("steady", "Freshet", List.of(steady(3, 300))));

    assertThat(Ratio.atSteadyPace("Freshet", results))
        .containsExactly(new Ratio("steady", "Freshet", 1, "floor", 1, null, null, 3, 1.0));
  }

  @Test
  void whoWasNotRunHasNone() {
    List<Result> results = List.of(new Result("small", "floor", 1, List.of(run(1))));

    assertThat(Ratio.of("Freshet", results)).isEmpty();
  }

  private static SteadyRun steady(long p99Millis, long cpuMillis) {
    Duration second = Duration.ofSeconds(1);
    Latency latency = new Latency(0, Duration.ofMillis(p99Millis).toNanos(), 0);
    return new SteadyRun(100, second, latency, second, Duration.ofMillis(cpuMillis), 0);
  }

  private static Run run(int seconds) {
    Duration taken = Duration.ofSeconds(seconds);
    return new Run(100, Duration.ZERO, Duration.ZERO, taken, Duration.ZERO, taken, 0);
  }
}
