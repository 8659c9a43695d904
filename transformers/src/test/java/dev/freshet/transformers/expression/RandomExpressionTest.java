package dev.freshet.transformers.expression;

import static dev.freshet.transformers.Tables.PHOTOS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.spi.BindException;
import dev.freshet.transformers.FakeRow;
import dev.freshet.transformers.FakeRow.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomExpressionTest {

  private static final int TEXTS = 20_000;
  private static final int CALCULATIONS = 2_000;
  private static final String[] WORDS = {
    "id",
    "status",
    "price",
    "meta",
    "meta.title",
    "bytes",
    "${size}",
    "'a'",
    "1",
    "2.5",
    "null",
    "==",
    "!=",
    "<",
    "&&",
    "||",
    "!",
    "+",
    "-",
    "*",
    "/",
    "%",
    "(",
    ")",
    "[",
    "]",
    ",",
    "?",
    ":",
    "=~",
    "=^",
    "size",
    "empty",
    "not",
    "=",
    ".",
    "true",
    "new",
    "x(",
    "{",
    "`",
    "'",
    "..",
    "1e5",
  };

  private final Random random = new Random(20261120);

  @Test
  void anyTextIsAnExpressionOrSaidToBeNone() {
    FakeRow row =
        FakeRow.of(PHOTOS, 1L, "a", BigDecimal.ONE, 0.5, true, new Json("[1]"), new byte[] {1}, 4L);
    int evaluated = 0;
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      for (int words = 1 + random.nextInt(6); words > 0; words--) {
        text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextBoolean() ? " " : "");
      }
      if (Expression.problem(text.toString()) == null) {
        evaluate(text.toString(), row);
        evaluated++;
      }
    }
    assertThat(evaluated).as("some of them are expressions").isGreaterThan(TEXTS / 100);
  }

  private static void evaluate(String text, FakeRow row) {
    try {
      Expression.parse(text).bind(PHOTOS, "photo", "where").holdsFor(row);
    } catch (EvaluationException e) {
      assertThat(e).as(text).hasMessageNotContaining("Exception");
    } catch (BindException e) {
      assertThat(e).as(text).hasMessageStartingWith("transformers.photo.where");
    }
  }

  @Test
  void wholeNumbersAndDecimalsAreCalculatedExactly() throws Exception {
    for (int i = 0; i < CALCULATIONS; i++) {
      BigInteger large = new BigInteger(64, random);
      BigDecimal price = new BigDecimal(new BigInteger(60, random), random.nextInt(6));
      long number = random.nextLong() >> random.nextInt(64);
      FakeRow row = FakeRow.of(PHOTOS).with("id", large).with("price", price).with("size", number);
      assertThat(value("id * ${size} - id", row))
          .isEqualTo(large.multiply(BigInteger.valueOf(number)).subtract(large));
      assertThat(value("price * ${size} + price", row))
          .isEqualTo(price.multiply(BigDecimal.valueOf(number)).add(price));
      assertThat(value("(id < ${size}) == (${size} > id) ? 1 : 0", row)).isEqualTo(BigInteger.ONE);
    }
  }

  /** The value, whole numbers all as one type. */
  private static Object value(String text, FakeRow row) throws Exception {
    Object value = Expression.parse(text).bind(PHOTOS, "photo", "where").valueFor(row);
    return value instanceof Long number
        ? BigInteger.valueOf(number)
        : Objects.requireNonNull(value);
  }
}
