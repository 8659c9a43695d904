package dev.freshet.connector.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * Floating-point numbers as JSON numbers: the fewest digits that read back the same, laid out as
 * MySQL does ({@code my_gcvt} in strings/dtoa.cc): plain up to 15 digits before the point and 14
 * zeros behind it, with an exponent beyond.
 */
final class NumberText {

  private static final int PLAIN_LIMIT = 15;

  private NumberText() {}

  /** A DOUBLE inside of a JSON document: it always shows that it is not an integer. */
  static void appendJsonDouble(double value, Utf8Buffer out) {
    String text = layOut(shortest(value));
    if (value == 0 && 1 / value < 0) {
      out.append('-');
    }
    out.append(text);
    if (text.indexOf('.') < 0 && text.indexOf('e') < 0) {
      out.append(".0");
    }
  }

  /** A FLOAT. */
  static void appendFloat(float value, Utf8Buffer out) {
    out.append(layOut(shortest(value)));
  }

  /** The server stores no number that is infinite or none. */
  static void requireFinite(boolean finite) {
    if (!finite) {
      throw new UndecodableException("a floating-point number is not finite");
    }
  }

  private static BigDecimal shortest(double value) {
    requireFinite(Double.isFinite(value));
    return shortest(
        Double.toString(value), new BigDecimal(value), digits -> digits.doubleValue() == value);
  }

  private static BigDecimal shortest(float value) {
    requireFinite(Float.isFinite(value));
    return shortest(
        Float.toString(value), new BigDecimal(value), digits -> digits.floatValue() == value);
  }

  /**
   * The closest of the decimals with the fewest digits that read back the same.
   *
   * @param printed what Java prints: before Java 19 it may have more digits than are needed, and
   *     not the closest ones
   * @param exact all digits
   * @param readsBack whether a decimal reads back the same
   */
  private static BigDecimal shortest(
      String printed, BigDecimal exact, Predicate<BigDecimal> readsBack) {
    BigDecimal digits = new BigDecimal(printed);
    for (int precision = digits.precision(); precision >= 1; precision--) {
      BigDecimal closest = exact.round(new MathContext(precision, RoundingMode.HALF_EVEN));
      if (!readsBack.test(closest)) {
        break;
      }
      digits = closest;
    }
    return digits.stripTrailingZeros();
  }

  private static String layOut(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    int pointAt = value.precision() - value.scale();
    boolean hasFraction = value.scale() > 0;
    if (pointAt > -PLAIN_LIMIT && (pointAt <= PLAIN_LIMIT || hasFraction)) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(value.signum() < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    return text.append('e').append(pointAt - 1).toString();
  }
}
