package dev.freshet.daemon.transforms;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.OptionType;
import dev.freshet.daemon.plugin.ForeignCalls;
import dev.freshet.daemon.plugin.PluginFailure;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The options of a transform or predicate, as its ConfigDef declares them. */
final class ConnectOptions {

  /** What Kafka Connect itself reads beside a transform's own options. */
  private static final Set<String> CONNECTS_OWN = Set.of("type", "predicate", "negate");

  private ConnectOptions() {}

  static List<ConfigOption> of(ConfigDef definitions, ConnectClass owner) {
    return definitions.configKeys().values().stream()
        .filter(key -> !CONNECTS_OWN.contains(key.name))
        .map(key -> option(key, owner))
        .toList();
  }

  /** Defaults are the class's own affair: it is given what stands in the file, and no more. */
  private static ConfigOption option(ConfigDef.ConfigKey key, ConnectClass owner) {
    return new ConfigOption(
        key.name,
        key.type == ConfigDef.Type.PASSWORD ? OptionType.PASSWORD : OptionType.STRING,
        key.hasDefault() ? "" : null,
        text -> problem(key, text, owner),
        key.documentation == null ? "" : key.documentation);
  }

  private static @Nullable String problem(
      ConfigDef.ConfigKey key, String text, ConnectClass owner) {
    try (ForeignCalls calls = owner.calls("options")) {
      return calls.call(() -> problem(key, text));
    } catch (PluginFailure failure) {
      return "cannot be checked: its validator " + failure.text();
    }
  }

  private static @Nullable String problem(ConfigDef.ConfigKey key, String text) {
    try {
      Object value = ConfigDef.parseType(key.name, text, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, value);
      }
      return null;
    } catch (ConfigException e) {
      return "is not valid: " + withoutPlace(String.valueOf(e.getMessage()));
    }
  }

  /** Kafka's messages begin with the key and the value, which are told already. */
  static String withoutPlace(String message) {
    return message.replaceFirst("(?s)^Invalid value .* for configuration [^:]*: ", "");
  }
}
