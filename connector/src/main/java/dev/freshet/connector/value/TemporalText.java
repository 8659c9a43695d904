package dev.freshet.connector.value;

/** Dates and times as the server prints them. */
final class TemporalText {

  /** Room for {@code 0000-00-00 00:00:00.000000}, and so for every other temporal value. */
  static final int MAXIMUM_LENGTH = 26;

  private static final long SECONDS_OF_DAY = 86_400;

  private TemporalText() {}

  /** {@code 2026-11-20}; returns the index behind it. */
  static int date(byte[] out, int at, int year, int month, int day) {
    two(out, at, year / 100);
    two(out, at + 2, year % 100);
    out[at + 4] = '-';
    two(out, at + 5, month);
    out[at + 7] = '-';
    two(out, at + 8, day);
    return at + 10;
  }

  /** {@code 07:45:00}, with three digits for hours over 99; returns the index behind it. */
  static int time(byte[] out, int at, int hour, int minute, int second) {
    int next = at;
    if (hour > 99) {
      out[next++] = (byte) ('0' + hour / 100);
    }
    two(out, next, hour % 100);
    out[next + 2] = ':';
    two(out, next + 3, minute);
    out[next + 5] = ':';
    two(out, next + 6, second);
    return next + 8;
  }

  /** The first {@code digits} digits of a fraction, with a point before; nothing if 0. */
  static int fraction(byte[] out, int at, int micros, int digits) {
    if (digits == 0) {
      return at;
    }
    out[at] = '.';
    int divisor = 100_000;
    for (int i = 1; i <= digits; i++) {
      out[at + i] = (byte) ('0' + micros / divisor % 10);
      divisor /= 10;
    }
    return at + 1 + digits;
  }

  /**
   * Date and time of a number of seconds since 1970, without a time zone. The calendar arithmetic
   * is that of Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms" (civil_from_days).
   */
  static int seconds(byte[] out, int at, long seconds) {
    long days = Math.floorDiv(seconds, SECONDS_OF_DAY);
    int ofDay = (int) Math.floorMod(seconds, SECONDS_OF_DAY);
    long shifted = days + 719_468;
    long era = Math.floorDiv(shifted, 146_097);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
    int next = date(out, at, year, month, day);
    out[next] = ' ';
    return time(out, next + 1, ofDay / 3600, ofDay / 60 % 60, ofDay % 60);
  }

  /**
   * A DATETIME in the server's packed form without its fraction: {@code ((year * 13 + month) << 5 |
   * day) << 17 | hour << 12 | minute << 6 | second}.
   */
  static int packedDateTime(byte[] out, int at, long packed) {
    int next = packedDate(out, at, packed);
    out[next] = ' ';
    return packedTime(out, next + 1, packed & 0x1ffff);
  }

  /** The date of a packed DATETIME. */
  static int packedDate(byte[] out, int at, long packed) {
    long yearMonthDay = packed >> 17;
    int yearMonth = (int) (yearMonthDay >> 5);
    return date(out, at, yearMonth / 13, yearMonth % 13, (int) (yearMonthDay & 31));
  }

  /** A TIME in the server's packed form without sign and fraction. */
  static int packedTime(byte[] out, int at, long packed) {
    return time(
        out, at, (int) (packed >> 12) & 0x3ff, (int) (packed >> 6) & 0x3f, (int) packed & 0x3f);
  }

  private static void two(byte[] out, int at, int value) {
    out[at] = (byte) ('0' + value / 10);
    out[at + 1] = (byte) ('0' + value % 10);
  }
}
