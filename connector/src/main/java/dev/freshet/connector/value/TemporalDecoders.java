package dev.freshet.connector.value;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Decoders of dates and times. The formats are those of MySQL's {@code my_datetime_packed_to_
 * binary}, {@code my_time_packed_to_binary} and {@code my_timestamp_to_binary} (sql-common/
 * my_time.cc) and, for columns older than MySQL 5.6, of Field_datetime and its kin (sql/field.cc).
 */
final class TemporalDecoders {

  private static final long DATETIME_OFFSET = 0x8000000000L;
  private static final long TIME_OFFSET = 0x800000L;
  private static final long TIME6_OFFSET = 0x800000000000L;

  private TemporalDecoders() {}

  /** How many bytes a fraction of {@code digits} digits takes. */
  static int fractionLength(int digits) {
    return (digits + 1) / 2;
  }

  private static int micros(byte[] buffer, int offset, int digits) {
    int stored = (int) ByteOrdered.bigEndian(buffer, offset, fractionLength(digits));
    return switch (fractionLength(digits)) {
      case 0 -> 0;
      case 1 -> stored * 10_000;
      case 2 -> stored * 100;
      default -> stored;
    };
  }

  static ColumnDecoder date() {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      int packed = (int) ByteOrdered.littleEndian(buffer, offset, 3);
      int length = TemporalText.date(text, 0, packed >> 9, packed >> 5 & 15, packed & 31);
      out.writeTemporal(text, 0, length);
    };
  }

  static ColumnDecoder dateTime(int digits) {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      long packed = ByteOrdered.bigEndian(buffer, offset, 5) - DATETIME_OFFSET;
      int length = TemporalText.packedDateTime(text, 0, packed);
      length = TemporalText.fraction(text, length, micros(buffer, offset + 5, digits), digits);
      out.writeTemporal(text, 0, length);
    };
  }

  static ColumnDecoder oldDateTime() {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      long digits = ByteOrdered.littleEndian(buffer, offset, 8);
      int date = (int) (digits / 1_000_000);
      int time = (int) (digits % 1_000_000);
      int length = TemporalText.date(text, 0, date / 10_000, date / 100 % 100, date % 100);
      text[length] = ' ';
      length = TemporalText.time(text, length + 1, time / 10_000, time / 100 % 100, time % 100);
      out.writeTemporal(text, 0, length);
    };
  }

  static ColumnDecoder timestamp(int digits, ZoneId zone) {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      int length = timestamp(text, ByteOrdered.bigEndian(buffer, offset, 4), zone);
      length = TemporalText.fraction(text, length, micros(buffer, offset + 4, digits), digits);
      out.writeTemporal(text, 0, length);
    };
  }

  static ColumnDecoder oldTimestamp(ZoneId zone) {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      int length = timestamp(text, ByteOrdered.littleEndian(buffer, offset, 4), zone);
      out.writeTemporal(text, 0, length);
    };
  }

  /**
   * Prints a number of seconds since 1970 as the date and time of a zone; 0 as the zero date.
   *
   * @return how many bytes it takes
   */
  static int timestamp(byte[] text, long seconds, ZoneId zone) {
    if (seconds == 0) {
      return TemporalText.packedDateTime(text, 0, 0);
    }
    int shift =
        zone instanceof ZoneOffset fixed
            ? fixed.getTotalSeconds()
            : zone.getRules().getOffset(Instant.ofEpochSecond(seconds)).getTotalSeconds();
    return TemporalText.seconds(text, 0, seconds + shift);
  }

  static ColumnDecoder time(int digits) {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      long packed = packedTime(buffer, offset, digits);
      int length = packedTime(text, packed, digits);
      out.writeTemporal(text, 0, length);
    };
  }

  /**
   * A TIME with sign and fraction: {@code hours << 36 | minutes << 30 | seconds << 24 | micros}.
   */
  static int packedTime(byte[] text, long packed, int digits) {
    int length = 0;
    long magnitude = Math.abs(packed);
    if (packed < 0) {
      text[length++] = '-';
    }
    length = TemporalText.packedTime(text, length, magnitude >> 24);
    return TemporalText.fraction(text, length, (int) (magnitude & 0xffffff), digits);
  }

  private static long packedTime(byte[] buffer, int offset, int digits) {
    int fractionLength = fractionLength(digits);
    if (fractionLength == 3) {
      return ByteOrdered.bigEndian(buffer, offset, 6) - TIME6_OFFSET;
    }
    long whole = ByteOrdered.bigEndian(buffer, offset, 3) - TIME_OFFSET;
    long fraction = ByteOrdered.bigEndian(buffer, offset + 3, fractionLength);
    if (whole < 0 && fraction > 0) {
      whole++;
      fraction -= 1L << (8 * fractionLength);
    }
    return (whole << 24) + fraction * (fractionLength == 1 ? 10_000 : 100);
  }

  static ColumnDecoder oldTime() {
    return (buffer, offset, out) -> {
      byte[] text = new byte[TemporalText.MAXIMUM_LENGTH];
      int digits = (int) ByteOrdered.signed(ByteOrdered.littleEndian(buffer, offset, 3), 3);
      int length = 0;
      if (digits < 0) {
        text[length++] = '-';
        digits = -digits;
      }
      length = TemporalText.time(text, length, digits / 10_000, digits / 100 % 100, digits % 100);
      out.writeTemporal(text, 0, length);
    };
  }

  static ColumnDecoder year() {
    return (buffer, offset, out) -> {
      int stored = buffer[offset] & 0xff;
      out.writeLong(stored == 0 ? 0 : 1900 + stored);
    };
  }
}
