package dev.freshet.daemon.transforms;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times between the text that the server prints and the numbers that Debezium makes of
 * them. What Debezium has no number for, such as 0000-00-00, is null.
 */
final class TemporalText {

  private static final Pattern TIME = Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?");
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int MICRO_DIGITS = 6;
  private static final int DATE_LENGTH = 10;
  private static final DateTimeFormatter TO_SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private TemporalText() {}

  /** Days since 1970-01-01. */
  static @Nullable Integer epochDay(String date) {
    try {
      return Math.toIntExact(LocalDate.parse(date).toEpochDay());
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Microseconds since midnight, of a TIME: -838:59:59 to 838:59:59. */
  static @Nullable Long timeMicros(String time) {
    Matcher parts = TIME.matcher(time);
    if (!parts.matches()) {
      return null;
    }
    long seconds =
        (Long.parseLong(parts.group(2)) * 60 + Long.parseLong(parts.group(3))) * 60
            + Long.parseLong(parts.group(4));
    String fraction = parts.group(5) == null ? "" : parts.group(5);
    long micros =
        seconds * MICROS_PER_SECOND
            + Long.parseLong((fraction + "000000").substring(0, MICRO_DIGITS));
    return parts.group(1).isEmpty() ? micros : -micros;
  }

  /** Microseconds from 1970-01-01 to a DATETIME, as if that were in UTC. */
  static @Nullable Long epochMicros(String dateTime) {
    LocalDateTime parsed = parse(dateTime);
    return parsed == null
        ? null
        : parsed.toEpochSecond(ZoneOffset.UTC) * MICROS_PER_SECOND
            + parsed.get(ChronoField.MICRO_OF_SECOND);
  }

  /**
   * A TIMESTAMP in ISO 8601, in UTC, with as many digits as it has.
   *
   * @param zone the time zone that it is shown in
   */
  static @Nullable String instant(String timestamp, ZoneId zone) {
    LocalDateTime parsed = parse(timestamp);
    if (parsed == null) {
      return null;
    }
    LocalDateTime inUtc = parsed.atZone(zone).withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime();
    int point = timestamp.indexOf('.');
    int digits = point < 0 ? 0 : timestamp.length() - point - 1;
    return dateTime(inUtc, digits).replace(' ', 'T') + "Z";
  }

  private static @Nullable LocalDateTime parse(String dateTime) {
    if (dateTime.length() <= DATE_LENGTH) {
      return null;
    }
    try {
      return LocalDateTime.parse(
          dateTime.substring(0, DATE_LENGTH) + "T" + dateTime.substring(DATE_LENGTH + 1));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** The date that lies some days behind 1970-01-01. */
  static String date(long epochDay) {
    return LocalDate.ofEpochDay(epochDay).toString();
  }

  /** A TIME of that many microseconds, with some digits of a second. */
  static String time(long micros, int digits) {
    long absolute = Math.abs(micros);
    long seconds = absolute / MICROS_PER_SECOND;
    String text =
        "%s%02d:%02d:%02d"
            .formatted(micros < 0 ? "-" : "", seconds / 3600, seconds / 60 % 60, seconds % 60);
    return text + fraction((int) (absolute % MICROS_PER_SECOND), digits);
  }

  /** The DATETIME that lies some microseconds behind 1970-01-01, with some digits of a second. */
  static String dateTime(long epochMicros, int digits) {
    long seconds = Math.floorDiv(epochMicros, MICROS_PER_SECOND);
    int micros = (int) Math.floorMod(epochMicros, MICROS_PER_SECOND);
    return dateTime(
        LocalDateTime.ofEpochSecond(seconds, micros * NANOS_PER_MICRO, ZoneOffset.UTC), digits);
  }

  /**
   * The TIMESTAMP for a moment in ISO 8601, with some digits of a second; null if the text is none.
   *
   * @param zone the time zone that it is to be shown in
   */
  static @Nullable String timestamp(String text, ZoneId zone, int digits) {
    try {
      Instant moment = OffsetDateTime.parse(text).toInstant();
      return dateTime(LocalDateTime.ofInstant(moment, zone), digits);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String dateTime(LocalDateTime dateTime, int digits) {
    return TO_SECONDS.format(dateTime)
        + fraction(dateTime.get(ChronoField.MICRO_OF_SECOND), digits);
  }

  private static String fraction(int micros, int digits) {
    return digits == 0 ? "" : "." + "%06d".formatted(micros).substring(0, digits);
  }
}
