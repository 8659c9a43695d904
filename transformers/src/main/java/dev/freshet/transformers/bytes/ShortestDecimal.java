package dev.freshet.transformers.bytes;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back as the same binary floating-point number, and of several
 * such the one closest to it. The same on every Java version, which {@link Double#toString} is not.
 *
 * <p>The algorithm is Schubfach (Raffaello Giulietti, "The Schubfach way to render doubles", 2020);
 * names are the paper's. The layout is that of doubles in MySQL's JSON_OBJECT: plain digits with at
 * least one behind the point while the point lies among the digits or within 15 of the first, else
 * {@code 1.5e300}.
 */
public final class ShortestDecimal {

  /** The range of the powers of ten that doubles need. */
  private static final int MINIMUM_POWER = -292;

  private static final int MAXIMUM_POWER = 324;

  /** How far the point may lie from the first digit in plain layout (DBL_DIG). */
  private static final int PLAIN_DIGITS = 15;

  private static final long MASK_63 = Long.MAX_VALUE;
  private static final long[] G = powersOfTen();

  private ShortestDecimal() {}

  /**
   * Appends a double.
   *
   * @throws IllegalArgumentException if it is not a finite number
   */
  public static void append(ByteBuilder out, double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long fraction = bits & ((1L << 52) - 1);
    requireFinite(exponent != 0x7ff);
    if (bits < 0) {
      out.append('-');
    }
    appendBinary(out, fraction, exponent, 52, 1075);
  }

  /**
   * Appends a float, which is shorter than the double of the same value.
   *
   * @throws IllegalArgumentException if it is not a finite number
   */
  public static void append(ByteBuilder out, float value) {
    int bits = Float.floatToRawIntBits(value);
    int exponent = (bits >>> 23) & 0xff;
    long fraction = bits & ((1 << 23) - 1);
    requireFinite(exponent != 0xff);
    if (bits < 0) {
      out.append('-');
    }
    appendBinary(out, fraction, exponent, 23, 150);
  }

  private static void requireFinite(boolean finite) {
    if (!finite) {
      throw new IllegalArgumentException("not a finite number");
    }
  }

  private static void appendBinary(
      ByteBuilder out, long fraction, int exponent, int fractionBits, int bias) {
    boolean subnormal = exponent == 0;
    long c = subnormal ? fraction : fraction | (1L << fractionBits);
    int q = (subnormal ? 1 : exponent) - bias;
    if (c == 0) {
      layOut(out, 0, 0);
    } else if (q <= 0 && -q <= fractionBits && (c & ((1L << -q) - 1)) == 0) {
      layOut(out, c >> -q, 0);
    } else {
      appendShortest(out, c, q, fraction == 0 && exponent > 1);
    }
  }

  /** Appends the shortest decimal of c·2^q; where it is irregular, the number below is nearer. */
  private static void appendShortest(ByteBuilder out, long c, int q, boolean irregular) {
    int outside = (int) c & 1;
    long cb = c << 2;
    long cbLeft = irregular ? cb - 1 : cb - 2;
    long cbRight = cb + 2;
    int k = irregular ? floorLog10ThreeQuartersOfPowerOf2(q) : floorLog10OfPowerOf2(q);
    int h = q + floorLog2OfPowerOf10(-k) + 2;
    int index = (-k - MINIMUM_POWER) << 1;
    long g1 = G[index];
    long g0 = G[index + 1];
    long vb = roundToOdd(g1, g0, cb << h);
    long vbLeft = roundToOdd(g1, g0, cbLeft << h) + outside;
    long vbRight = roundToOdd(g1, g0, cbRight << h) - outside;

    long s = vb >> 2;
    if (s >= 10) {
      long sTens = s / 10 * 10;
      long tTens = sTens + 10;
      boolean sTensIn = vbLeft <= sTens << 2;
      boolean tTensIn = tTens << 2 <= vbRight;
      if (sTensIn != tTensIn) {
        layOut(out, sTensIn ? sTens : tTens, k);
        return;
      }
    }
    long t = s + 1;
    boolean sIn = vbLeft <= s << 2;
    boolean tIn = t << 2 <= vbRight;
    if (sIn != tIn) {
      layOut(out, sIn ? s : t, k);
      return;
    }
    long aboveMiddle = vb - ((s + t) << 1);
    layOut(out, aboveMiddle < 0 || (aboveMiddle == 0 && (s & 1) == 0) ? s : t, k);
  }

  /** g·cp·2^-127 of g = g1·2^63 + g0, with the last bit set where something is cut off. */
  private static long roundToOdd(long g1, long g0, long cp) {
    long x1 = Math.multiplyHigh(g0, cp);
    long y0 = g1 * cp;
    long y1 = Math.multiplyHigh(g1, cp);
    long z = (y0 >>> 1) + x1;
    long w = y1 + (z >>> 63);
    return w | (((z & MASK_63) + MASK_63) >>> 63);
  }

  /** Appends digits·10^exponent. */
  private static void layOut(ByteBuilder out, long digits, int exponent) {
    long significand = digits;
    int power = exponent;
    while (significand != 0 && significand % 10 == 0) {
      significand /= 10;
      power++;
    }
    int start = out.length();
    out.append(significand);
    int count = out.length() - start;
    int point = significand == 0 ? 1 : count + power;
    if (point <= -PLAIN_DIGITS || (point > PLAIN_DIGITS && point >= count)) {
      if (count > 1) {
        insertPoint(out, start + 1);
      }
      out.append('e');
      out.append(point - 1L);
    } else if (point >= count) {
      out.appendZeros(point - count);
      out.append('.');
      out.append('0');
    } else if (point > 0) {
      insertPoint(out, start + point);
    } else {
      out.setLength(start);
      out.append('0');
      out.append('.');
      out.appendZeros(-point);
      out.append(significand);
    }
  }

  private static void insertPoint(ByteBuilder out, int index) {
    int moved = out.length() - index;
    out.setLength(out.length() + 1);
    System.arraycopy(out.array(), index, out.array(), index + 1, moved);
    out.array()[index] = '.';
  }

  /** floor(log10(2^e)); the constants here are the logarithms as fixed-point numbers. */
  private static int floorLog10OfPowerOf2(int e) {
    return (int) ((e * 661_971_961_083L) >> 41);
  }

  /** floor(log10(3/4·2^e)). */
  private static int floorLog10ThreeQuartersOfPowerOf2(int e) {
    return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
  }

  /** floor(log2(10^e)). */
  private static int floorLog2OfPowerOf10(int e) {
    return (int) ((e * 913_124_641_741L) >> 38);
  }

  /** g = floor(10^p·2^(125 - floor(log2(10^p)))) + 1 for each power p, as two times 63 bits. */
  private static long[] powersOfTen() {
    long[] table = new long[(MAXIMUM_POWER - MINIMUM_POWER + 1) * 2];
    for (int p = MINIMUM_POWER; p <= MAXIMUM_POWER; p++) {
      int shift = 125 - floorLog2OfPowerOf10(p);
      BigInteger power = BigInteger.TEN.pow(Math.abs(p));
      BigInteger g =
          (p >= 0 ? power.shiftLeft(shift) : BigInteger.ONE.shiftLeft(shift).divide(power))
              .add(BigInteger.ONE);
      int index = (p - MINIMUM_POWER) << 1;
      table[index] = g.shiftRight(63).longValueExact();
      table[index + 1] = g.longValue() & MASK_63;
    }
    return table;
  }
}
