package dev.freshet.api.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the text of an option is read. */
public enum OptionType {
  /** Any text. */
  STRING,
  /** Text that is never shown. */
  PASSWORD,
  /** Texts with commas between them; blanks around each are dropped. */
  LIST,
  /** A whole number. */
  INTEGER,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  /** A number with a unit: {@code 500ms 30s 10m 2h 7d}; {@code 0} needs none. */
  DURATION,
  /** Bytes, with {@code k}, {@code m} or {@code g} for powers of 1024: {@code 64k 16m}. */
  SIZE,
  /** A number from 0 to 100, with or without {@code %}. */
  PERCENT;

  private static final Pattern DURATION_TEXT = Pattern.compile("(\\d{1,15})(ms|s|m|h|d)");
  private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,15})([kmg]?)");

  /**
   * Reads {@code text}.
   *
   * @return a String, {@code List<String>}, Long, Boolean, {@link Duration}, Long (bytes) or Double
   *     (a share from 0 to 1), by the type
   * @throws IllegalArgumentException if the text does not fit, with what would fit as its message
   */
  public Object parse(String text) {
    return switch (this) {
      case STRING, PASSWORD -> text;
      case LIST -> parseList(text);
      case INTEGER -> parseInteger(text.trim());
      case BOOLEAN -> parseBoolean(text.trim());
      case DURATION -> parseDuration(text.trim());
      case SIZE -> parseSize(text.trim());
      case PERCENT -> parsePercent(text.trim());
    };
  }

  private static List<String> parseList(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::trim)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  private static Long parseInteger(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a whole number", e);
    }
  }

  private static Boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false");
    };
  }

  private static Duration parseDuration(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = DURATION_TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not a duration such as 500ms, 30s, 10m, 2h or 7d");
    }
    long count = Long.parseLong(matcher.group(1));
    try {
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        case "h" -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("is longer than a duration can be", e);
    }
  }

  private static Long parseSize(String text) {
    Matcher matcher = SIZE_TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("is not a size in bytes such as 4096, 64k or 16m");
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          default -> 0;
        };
    long count = Long.parseLong(matcher.group(1));
    if (count > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("is larger than a size can be");
    }
    return count << shift;
  }

  private static Double parsePercent(String text) {
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1).trim() : text;
    try {
      double percent = new BigDecimal(number).doubleValue();
      if (percent >= 0 && percent <= 100) {
        return percent / 100;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("is not a percentage such as 10%", e);
    }
    throw new IllegalArgumentException("is not between 0% and 100%");
  }
}
