package dev.freshet.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunTest {
  private final Run run =
      new Run(
          1000,
          Duration.ofSeconds(3),
          Duration.ofMillis(3100),
          Duration.ofSeconds(5),
          Duration.ofMillis(200),
          Duration.ofMillis(800),
          1 << 20);

  @Test
  void speedLeavesTheStartOut() {
    assertThat(run.rowsPerSecond()).isEqualTo(500);
  }

  @Test
  void speedWithTheStartDoesNot() {
    assertThat(run.rowsPerSecondWithStart()).isEqualTo(200);
  }

  @Test
  void processorTimeCountsTheStart() {
    assertThat(run.cpuMicrosPerRow()).isEqualTo(800);
  }

  @Test
  void processorTimeWithoutTheStartDoesNot() {
    assertThat(run.cpuMicrosPerRowWithoutStart()).isEqualTo(600);
  }
}
