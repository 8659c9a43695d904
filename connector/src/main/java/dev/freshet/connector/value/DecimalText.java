package dev.freshet.connector.value;

/**
 * The binary format of DECIMAL values: {@code decimal2bin} in MySQL's strings/decimal.cc. Groups of
 * nine digits take four bytes, what is left over at either end takes fewer; the first bit is the
 * inverted sign and a negative number has all its bits inverted.
 */
final class DecimalText {

  private static final int GROUP_DIGITS = 9;
  private static final int GROUP_BYTES = 4;
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};

  private static final int[] POWERS_OF_TEN = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };

  private DecimalText() {}

  /** How many bytes a value of this precision and scale takes. */
  static int encodedLength(int precision, int scale) {
    int whole = precision - scale;
    return whole / GROUP_DIGITS * GROUP_BYTES
        + BYTES_OF_DIGITS[whole % GROUP_DIGITS]
        + scale / GROUP_DIGITS * GROUP_BYTES
        + BYTES_OF_DIGITS[scale % GROUP_DIGITS];
  }

  /** The longest text that a value of this precision can have. */
  static int maximumTextLength(int precision) {
    return precision + 3;
  }

  /**
   * Writes a value as the server prints it.
   *
   * @param out has room for {@link #maximumTextLength}
   * @return how many bytes of {@code out} were written
   */
  static int write(byte[] buffer, int offset, int precision, int scale, byte[] out) {
    boolean negative = (buffer[offset] & 0x80) == 0;
    int invert = negative ? 0xff : 0;
    int whole = precision - scale;
    int at = offset;
    int length = 0;
    if (negative) {
      out[length++] = '-';
    }
    int wholeStart = length;
    int first = 0x80;
    for (int digits = whole % GROUP_DIGITS; whole > 0; digits = GROUP_DIGITS) {
      if (digits > 0) {
        int bytes = BYTES_OF_DIGITS[digits];
        int group = group(buffer, at, digits, invert, first);
        first = 0;
        at += bytes;
        if (length > wholeStart) {
          length = digits(out, length, group, digits);
        } else if (group != 0) {
          length = digits(out, length, group, digitCount(group));
        }
        whole -= digits;
      }
    }
    if (length == wholeStart) {
      out[length++] = '0';
    }
    if (scale > 0) {
      out[length++] = '.';
      int left = scale;
      while (left > 0) {
        int digits = Math.min(left, GROUP_DIGITS);
        int bytes = BYTES_OF_DIGITS[digits];
        length = digits(out, length, group(buffer, at, digits, invert, first), digits);
        first = 0;
        at += bytes;
        left -= digits;
      }
    }
    return length;
  }

  private static int group(byte[] buffer, int offset, int digits, int invert, int first) {
    int value = 0;
    for (int i = 0; i < BYTES_OF_DIGITS[digits]; i++) {
      int one = buffer[offset + i] ^ invert;
      if (i == 0) {
        one ^= first;
      }
      value = (value << 8) | (one & 0xff);
    }
    if (value < 0 || value >= POWERS_OF_TEN[digits]) {
      throw new UndecodableException("a DECIMAL has more digits than it can have");
    }
    return value;
  }

  private static int digitCount(int value) {
    int count = 1;
    for (int rest = value / 10; rest > 0; rest /= 10) {
      count++;
    }
    return count;
  }

  private static int digits(byte[] out, int at, int value, int count) {
    int rest = value;
    for (int i = at + count - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return at + count;
  }
}
