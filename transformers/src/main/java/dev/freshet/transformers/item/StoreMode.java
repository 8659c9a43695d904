package dev.freshet.transformers.item;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.api.config.Settings;
import java.util.Locale;

/** What is done to the key of something that was inserted or updated. */
public enum StoreMode {
  /** Its value is stored under it. */
  SET,
  /** It is removed. */
  INVALIDATE;

  /** The option {@code mode}. */
  public static final ConfigOption OPTION =
      ConfigOption.optional(
          "mode",
          OptionType.STRING,
          "set",
          OptionValidator.oneOf("set", "invalidate"),
          "set stores values; invalidate removes the keys of what has changed and stores nothing.");

  /** What settings with {@link #OPTION} say. */
  public static StoreMode of(Settings settings) {
    return valueOf(settings.string(OPTION.name()).trim().toUpperCase(Locale.ROOT));
  }
}
