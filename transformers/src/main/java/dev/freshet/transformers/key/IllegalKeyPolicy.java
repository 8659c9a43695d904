package dev.freshet.transformers.key;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import java.util.Locale;

/** What becomes of a key that memcached would refuse. */
public enum IllegalKeyPolicy {
  /** It is a dead letter. */
  REJECT,
  /**
   * Spaces, control characters and {@code %} in column values are written as {@code %20}, {@code
   * %0a}, {@code %25}, in every key, so that two values never share a key. A key that is too long
   * is still a dead letter.
   */
  ENCODE,
  /**
   * A key that is illegal becomes the template's text before its first column, where there is room
   * for it, followed by the SHA-256 of the whole key in 64 lower-case hexadecimal digits. Legal
   * keys stay as they are; so a row whose own legal key has the form of such a hash can share a key
   * with the row that was hashed to it.
   */
  HASH;

  /** The option {@code key.illegal}. */
  public static final ConfigOption OPTION =
      ConfigOption.optional(
          "key.illegal",
          OptionType.STRING,
          "reject",
          OptionValidator.oneOf("reject", "encode", "hash"),
          "What becomes of a key that memcached would refuse: reject makes it a dead letter;"
              + " encode writes spaces, control characters and % in column values as %20, %0a,"
              + " %25, in every key of the transformer (a key over 250 bytes is still a dead"
              + " letter); hash replaces an illegal key by the template's text before its first"
              + " column and the SHA-256 of the whole key in lower-case hexadecimal digits.");

  /** What settings with {@link #OPTION} say. */
  public static IllegalKeyPolicy of(Settings settings) {
    return valueOf(settings.string(OPTION.name()).trim().toUpperCase(Locale.ROOT));
  }
}
