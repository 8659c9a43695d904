package dev.freshet.transformers.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Calculates as MySQL does (MySQL Reference Manual, "Arithmetic Operators"): with whole numbers and
 * decimals exactly, in floating point as soon as one operand is. A number is a {@link Long}, a
 * {@link BigInteger} that does not fit one, a {@link BigDecimal} or a {@link Double}.
 */
final class Numbers {

  /** Digits that a quotient has more than the dividend (MySQL's div_precision_increment). */
  private static final int QUOTIENT_DIGITS = 4;

  /** The most digits behind the point that a DECIMAL has. */
  private static final int MAXIMUM_SCALE = 30;

  private Numbers() {}

  static Object add(Object left, Object right) {
    if (floating(left, right)) {
      return doubleOf(left) + doubleOf(right);
    }
    return decimal(left, right)
        ? decimalOf(left).add(decimalOf(right))
        : whole(integerOf(left).add(integerOf(right)));
  }

  static Object subtract(Object left, Object right) {
    if (floating(left, right)) {
      return doubleOf(left) - doubleOf(right);
    }
    return decimal(left, right)
        ? decimalOf(left).subtract(decimalOf(right))
        : whole(integerOf(left).subtract(integerOf(right)));
  }

  static Object multiply(Object left, Object right) {
    if (floating(left, right)) {
      return doubleOf(left) * doubleOf(right);
    }
    return decimal(left, right)
        ? decimalOf(left).multiply(decimalOf(right))
        : whole(integerOf(left).multiply(integerOf(right)));
  }

  /** The quotient; of exact numbers, a decimal. */
  static Object divide(Object left, Object right) {
    requireDivisor(right);
    if (floating(left, right)) {
      return doubleOf(left) / doubleOf(right);
    }
    BigDecimal dividend = decimalOf(left);
    int scale = Math.max(0, Math.min(MAXIMUM_SCALE, dividend.scale() + QUOTIENT_DIGITS));
    return dividend.divide(decimalOf(right), scale, RoundingMode.HALF_UP);
  }

  /** The remainder, with the sign of the dividend. */
  static Object remainder(Object left, Object right) {
    requireDivisor(right);
    if (floating(left, right)) {
      return doubleOf(left) % doubleOf(right);
    }
    return decimal(left, right)
        ? decimalOf(left).remainder(decimalOf(right))
        : whole(integerOf(left).remainder(integerOf(right)));
  }

  static int compare(Object left, Object right) {
    if (floating(left, right)) {
      return Double.compare(doubleOf(left) + 0.0, doubleOf(right) + 0.0);
    }
    return decimal(left, right)
        ? decimalOf(left).compareTo(decimalOf(right))
        : integerOf(left).compareTo(integerOf(right));
  }

  static BigInteger integerOf(Object number) {
    return number instanceof BigInteger large
        ? large
        : BigInteger.valueOf(((Number) number).longValue());
  }

  /** The same number as a Long if it fits one. */
  static Object whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }

  private static boolean floating(Object left, Object right) {
    return left instanceof Double || right instanceof Double;
  }

  private static boolean decimal(Object left, Object right) {
    return left instanceof BigDecimal || right instanceof BigDecimal;
  }

  private static double doubleOf(Object number) {
    return ((Number) number).doubleValue();
  }

  private static BigDecimal decimalOf(Object number) {
    return number instanceof BigDecimal decimal ? decimal : new BigDecimal(integerOf(number));
  }

  private static void requireDivisor(Object number) {
    if (compare(number, 0L) == 0) {
      throw new TypeMismatchException("a number is divided by zero");
    }
  }
}
