package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Options as Kafka's ConfigDef, which validates all of them in one go and holds passwords in a type
 * that does not print them. A default that its own option refuses, and an option that is declared
 * twice, are programming errors and throw {@link ConfigException}.
 */
final class OptionDefinitions {

  private OptionDefinitions() {}

  static ConfigDef of(List<ConfigOption> options) {
    ConfigDef definitions = new ConfigDef();
    for (ConfigOption option : options) {
      definitions.define(
          option.name(),
          // Durations, sizes and shares have no type of Kafka's: the validator reads their text.
          option.type() == OptionType.PASSWORD ? ConfigDef.Type.PASSWORD : ConfigDef.Type.STRING,
          option.defaultText() == null ? ConfigDef.NO_DEFAULT_VALUE : option.defaultText(),
          (key, value) -> ensureValid(option, value),
          option.defaultText() == null ? ConfigDef.Importance.HIGH : ConfigDef.Importance.MEDIUM,
          option.documentation());
    }
    return definitions;
  }

  /**
   * @param value null if a required option is missing, which ConfigDef tells by itself
   */
  private static void ensureValid(ConfigOption option, @Nullable Object value) {
    if (value == null) {
      return;
    }
    String text = value instanceof Password password ? password.value() : (String) value;
    String problem = option.problem(text);
    if (problem != null) {
      throw new ConfigException(problem);
    }
  }
}
