package dev.freshet.benchmarks.steady;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyRunTest {
  private final SteadyRun run =
      new SteadyRun(
          2001,
          Duration.ofSeconds(2),
          new Latency(400_000, 2_500_000, 9_000_000),
          Duration.ofSeconds(4),
          Duration.ofMillis(200),
          1 << 20);

  @Test
  void thePaceIsThatOfTheCommits() {
    assertThat(run.changesPerSecond()).isEqualTo(1000);
  }

  @Test
  void processorTimeIsAShareOfTheTimeInWhichItWasCounted() {
    assertThat(run.cpuPercent()).isEqualTo(5);
  }

  @Test
  void timesAreInMilliseconds() {
    assertThat(run.p50Millis()).isEqualTo(0.4);
    assertThat(run.p99Millis()).isEqualTo(2.5);
    assertThat(run.maxMillis()).isEqualTo(9);
  }
}
