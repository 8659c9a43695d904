package dev.freshet.api.config;

import org.jspecify.annotations.Nullable;

/**
 * The definition of one configuration key. Reference pages and validation are made from it.
 *
 * @param name the key, without the prefix of the component that it belongs to
 * @param type how its text is read
 * @param defaultText the text that holds where the key is not given; null if it has to be given;
 *     empty where there is no value
 * @param validator what else is asked of a text that is not empty
 * @param documentation what it means, in whole sentences
 */
public record ConfigOption(
    String name,
    OptionType type,
    @Nullable String defaultText,
    OptionValidator validator,
    String documentation) {

  /** An option that has to be given. */
  public static ConfigOption required(
      String name, OptionType type, OptionValidator validator, String documentation) {
    return new ConfigOption(name, type, null, validator, documentation);
  }

  /** An option that may be left out. */
  public static ConfigOption optional(
      String name,
      OptionType type,
      String defaultText,
      OptionValidator validator,
      String documentation) {
    return new ConfigOption(name, type, defaultText, validator, documentation);
  }

  /**
   * What is wrong with {@code text} as this option's value, in words that follow "KEY=VALUE "; null
   * if nothing is wrong.
   */
  public @Nullable String problem(String text) {
    if (text.isBlank()) {
      return blankProblem(text);
    }
    try {
      type.parse(text);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    return validator.problem(text);
  }

  /** A blank text is no value; where there is a default, it only fits if the option knows it. */
  private @Nullable String blankProblem(String text) {
    if (defaultText == null) {
      return "is empty, but a value is needed";
    }
    if (defaultText.isBlank()) {
      return null;
    }
    return switch (type) {
      case STRING, PASSWORD, LIST -> validator.problem(text);
      case INTEGER, BOOLEAN, DURATION, SIZE, PERCENT ->
          "is empty; leave the key out for its default, " + defaultText;
    };
  }
}
