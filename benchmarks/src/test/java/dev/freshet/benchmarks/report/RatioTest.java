package dev.freshet.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.freshet.benchmarks.measure.Run;
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
        .containsExactly(new Ratio("small", 1, "Freshet", "floor", 0.5, 0.5, 2));
  }

  @Test
  void whoStoresNothingIsComparedWithAll() {
    List<Result> results =
        List.of(
            new Result("table", "floor", 0, List.of(run(1))),
            new Result("table", "Freshet", 1, List.of(run(2))),
            new Result("table", "Freshet", 2, List.of(run(4))));

    assertThat(Ratio.of("Freshet", results))
        .extracting(Ratio::pools, Ratio::speed)
        .containsExactly(tuple(1, 0.5), tuple(2, 0.25));
  }

  @Test
  void whoWasNotRunHasNone() {
    List<Result> results = List.of(new Result("small", "floor", 1, List.of(run(1))));

    assertThat(Ratio.of("Freshet", results)).isEmpty();
  }

  private static Run run(int seconds) {
    Duration taken = Duration.ofSeconds(seconds);
    return new Run(100, Duration.ZERO, Duration.ZERO, taken, Duration.ZERO, taken, 0);
  }
}
