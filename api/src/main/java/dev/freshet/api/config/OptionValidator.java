package dev.freshet.api.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the text of an option that its type has accepted. Does no I/O. */
@FunctionalInterface
public interface OptionValidator {

  /** Accepts everything. */
  OptionValidator ANY = text -> null;

  /**
   * What is wrong with {@code text} and what would be right, in words that follow "KEY=VALUE ", for
   * instance "is not one of a, b"; null if nothing is wrong.
   */
  @Nullable String problem(String text);

  /** Accepts one of {@code allowed}. */
  static OptionValidator oneOf(String... allowed) {
    List<String> values = List.of(allowed);
    return text ->
        values.contains(text.trim()) ? null : "is not one of " + String.join(", ", values);
  }

  /** Accepts a whole number from {@code minimum} to {@code maximum}. */
  static OptionValidator between(long minimum, long maximum) {
    return text -> {
      long value = (Long) OptionType.INTEGER.parse(text);
      return value >= minimum && value <= maximum
          ? null
          : "is not between " + minimum + " and " + maximum;
    };
  }
}
