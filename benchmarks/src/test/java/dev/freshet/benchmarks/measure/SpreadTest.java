package dev.freshet.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void anOddNumberHasItsMiddleAsMedian() {
    assertThat(spread(30, 10, 20)).isEqualTo(new Spread(10, 20, 30));
  }

  @Test
  void anEvenNumberHasTheMeanOfTheMiddleTwoAsMedian() {
    assertThat(spread(40, 10, 30, 20)).isEqualTo(new Spread(10, 25, 40));
  }

  @Test
  void oneIsItsOwnSpread() {
    assertThat(spread(7)).isEqualTo(new Spread(7, 7, 7));
  }

  @Test
  void noneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(SpreadTest::spread);
  }

  private static Spread spread(Integer... numbers) {
    return Spread.of(List.of(numbers), Integer::doubleValue);
  }
}
