package dev.freshet.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
  private static final int COUNT = 10;

  @Test
  void theFirstComesTwiceAsOftenAsTheSecondAndTenTimesAsOftenAsTheLast() {
    int[] times = new int[COUNT + 1];
    Zipf zipf = new Zipf(COUNT, 1);
    for (int i = 0; i < 300_000; i++) {
      times[zipf.next()]++;
    }

    assertThat(times[0]).isZero();
    assertThat((double) times[1] / times[2]).isBetween(1.9, 2.1);
    assertThat((double) times[1] / times[COUNT]).isBetween(9.5, 10.5);
  }

  @Test
  void theSameSeedGivesTheSameSequence() {
    assertThat(sequence(5)).containsExactly(sequence(5)).isNotEqualTo(sequence(6));
  }

  private static int[] sequence(long seed) {
    Zipf zipf = new Zipf(COUNT, seed);
    return IntStream.range(0, 100).map(i -> zipf.next()).toArray();
  }
}
