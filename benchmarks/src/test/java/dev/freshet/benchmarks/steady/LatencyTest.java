package dev.freshet.benchmarks.steady;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

  @Test
  void percentilesAreTimesThatWereMeasured() {
    long[] nanos = LongStream.rangeClosed(1, 1000).map(i -> 1001 - i).toArray();

    assertThat(Latency.of(nanos)).isEqualTo(new Latency(500, 990, 1000));
  }

  @Test
  void oneIsAllOfThem() {
    assertThat(Latency.of(new long[] {-7})).isEqualTo(new Latency(-7, -7, -7));
  }

  @Test
  void theWorstOfFewIsTheirLastPercentile() {
    assertThat(Latency.of(new long[] {3, 1, 2})).isEqualTo(new Latency(2, 3, 3));
  }

  @Test
  void noneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Latency.of(new long[0]));
  }
}
