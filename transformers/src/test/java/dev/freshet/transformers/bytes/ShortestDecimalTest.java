package dev.freshet.transformers.bytes;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortestDecimalTest {

  private static final int RANDOM_NUMBERS = 20_000;

  private final Random random = new Random(20261120);

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "1, 1.0",
    "-1.5, -1.5",
    "0.1, 0.1",
    "0.001, 0.001",
    "2.0E-3, 0.002",
    "100, 100.0",
    "123456789, 123456789.0",
    "1E14, 100000000000000.0",
    "1E15, 1e15",
    "-1563998477194056.5, -1563998477194056.5",
    "1.5E300, 1.5e300",
    "-1.5E-300, -1.5e-300",
    "1E-15, 0.000000000000001",
    "1E-16, 1e-16",
    "9007199254740993, 9.007199254740992e15",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "4.9E-324, 5e-324",
    "1.7976931348623157E308, 1.7976931348623157e308",
    "2.0E-322, 2e-322",
    "2.2E-322, 2.2e-322",
    "2E23, 2e23",
    "8.41E21, 8.41e21",
    "5.0E-324, 5e-324",
    "1.9400994884341945E25, 1.9400994884341945e25",
    "3.6131332396758635E25, 3.6131332396758635e25"
  })
  void doublesLookAsInMySqlJson(double value, String text) {
    assertThat(text(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0",
    "-0.0, -0.0",
    "0.1, 0.1",
    "3.14, 3.14",
    "16777216, 16777216.0",
    "3.4028235E38, 3.4028235e38",
    "1.17549435E-38, 1.1754944e-38",
    "1.4E-45, 1e-45",
    "1.0E10, 10000000000.0",
    "33554432, 33554432.0"
  })
  void floatsAreShorterThanTheDoublesOfTheSameValue(float value, String text) {
    assertThat(text(value)).isEqualTo(text);
  }

  @Test
  void randomDoublesAreTheShortestThatReadBackTheSame() {
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertShortest(value);
      }
    }
  }

  @Test
  void powersOfTwoWhoseNeighboursAreNotEquallyNearAreTheShortestThatReadBackTheSame() {
    for (int exponent = Double.MIN_EXPONENT - 52; exponent <= Double.MAX_EXPONENT; exponent++) {
      double power = Math.scalb(1.0, exponent);
      assertShortest(power);
      assertShortest(Math.nextUp(power));
      assertShortest(Math.nextDown(power));
    }
  }

  @Test
  void decimalsOfFewDigitsComeBackAsTheyWere() {
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
      BigDecimal decimal = BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000_000L, 6);
      assertThat(new BigDecimal(text(decimal.doubleValue()))).isEqualByComparingTo(decimal);
    }
  }

  @Test
  void randomFloatsAreTheShortestThatReadBackTheSame() {
    for (int i = 0; i < RANDOM_NUMBERS; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(value) && value != 0) {
        String text = text(value);
        assertThat(Float.parseFloat(text)).isEqualTo(value);
        int digits = new BigDecimal(text).stripTrailingZeros().precision();
        for (BigDecimal shorter : neighbours(new BigDecimal(value), digits - 1)) {
          assertThat(shorter.floatValue()).as(text).isNotEqualTo(value);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoNumberIsRefused(double value) {
    assertThatThrownBy(() -> text(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a finite number");
    assertThatThrownBy(() -> text((float) value)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertShortest(double value) {
    String text = text(value);
    assertThat(Double.parseDouble(text)).isEqualTo(value);
    BigDecimal exact = new BigDecimal(value);
    BigDecimal written = new BigDecimal(text).stripTrailingZeros();
    int digits = written.precision();
    for (BigDecimal shorter : neighbours(exact, digits - 1)) {
      assertThat(shorter.doubleValue()).as(text).isNotEqualTo(value);
    }
    for (BigDecimal equallyLong : neighbours(exact, digits)) {
      if (equallyLong.doubleValue() == value) {
        assertThat(written.subtract(exact).abs())
            .as(text)
            .isLessThanOrEqualTo(equallyLong.subtract(exact).abs());
      }
    }
  }

  /** The two decimals of so many digits that enclose {@code exact}; none for no digits. */
  private static BigDecimal[] neighbours(BigDecimal exact, int digits) {
    return digits < 1
        ? new BigDecimal[0]
        : new BigDecimal[] {
          exact.round(new MathContext(digits, RoundingMode.DOWN)),
          exact.round(new MathContext(digits, RoundingMode.UP))
        };
  }

  private static String text(double value) {
    ByteBuilder out = new ByteBuilder();
    ShortestDecimal.append(out, value);
    return new String(out.toByteArray(), US_ASCII);
  }

  private static String text(float value) {
    ByteBuilder out = new ByteBuilder();
    ShortestDecimal.append(out, value);
    return new String(out.toByteArray(), US_ASCII);
  }
}
