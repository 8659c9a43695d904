package dev.freshet.api.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of a component's options, defaults filled in. Immutable and thread-safe.
 *
 * <p>Asking for an option that was not declared is a programming error and throws {@link
 * IllegalArgumentException}.
 */
public final class Settings {

  private final Map<String, ConfigOption> options;
  private final Map<String, String> texts;

  private Settings(Map<String, ConfigOption> options, Map<String, String> texts) {
    this.options = options;
    this.texts = texts;
  }

  /**
   * Settings from texts that have been validated.
   *
   * @param options the declared options
   * @param texts the given texts by option name; options that are missing here have their default
   * @throws IllegalArgumentException if a text does not fit its option or a required one is missing
   */
  public static Settings of(List<ConfigOption> options, Map<String, String> texts) {
    Map<String, ConfigOption> byName = new HashMap<>();
    Map<String, String> values = new HashMap<>();
    for (ConfigOption option : options) {
      byName.put(option.name(), option);
      String text = texts.get(option.name());
      if (text == null) {
        text = option.defaultText();
      }
      if (text == null) {
        throw new IllegalArgumentException(option.name() + " is missing");
      }
      String problem = option.problem(text);
      if (problem != null) {
        throw new IllegalArgumentException(option.name() + " " + problem);
      }
      values.put(option.name(), text);
    }
    return new Settings(byName, values);
  }

  /** Whether the option has a value that is not blank. */
  public boolean has(String name) {
    return !text(name).isBlank();
  }

  /** The text of a STRING or PASSWORD option; empty where there is none. */
  public String string(String name) {
    return text(name);
  }

  /** The elements of a LIST option; empty where there are none. */
  public List<String> list(String name) {
    return ((List<?>) parsed(name, OptionType.LIST)).stream().map(String.class::cast).toList();
  }

  /** The number of an INTEGER option. */
  public long integer(String name) {
    return (Long) parsed(name, OptionType.INTEGER);
  }

  /** The value of a BOOLEAN option. */
  public boolean bool(String name) {
    return (Boolean) parsed(name, OptionType.BOOLEAN);
  }

  /** The value of a DURATION option. */
  public Duration duration(String name) {
    return (Duration) parsed(name, OptionType.DURATION);
  }

  /** The value of a SIZE option, in bytes. */
  public long size(String name) {
    return (Long) parsed(name, OptionType.SIZE);
  }

  /** The value of a PERCENT option as a share from 0 to 1. */
  public double share(String name) {
    return (Double) parsed(name, OptionType.PERCENT);
  }

  /** Whether all values are the same, as they are written. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && texts.equals(settings.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  private Object parsed(String name, OptionType type) {
    String text = text(name);
    ConfigOption option = options.get(name);
    if (option == null || option.type() != type) {
      throw new IllegalArgumentException("option " + name + " is not declared as " + type);
    }
    return type.parse(text);
  }

  private String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("option " + name + " is not declared");
    }
    return text;
  }
}
