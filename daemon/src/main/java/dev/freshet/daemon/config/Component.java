package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigValue;

/**
 * A part of a configuration that has options of its own.
 *
 * @param prefix what its keys begin with, for instance {@code pools.east.}; empty for the daemon
 * @param options the options it knows
 */
record Component(String prefix, List<ConfigOption> options) {

  /** Its keys. */
  List<String> keys() {
    return options.stream().map(option -> prefix + option.name()).toList();
  }

  /** What is wrong with the given values, each for itself. */
  List<ConfigProblem> problems(GivenValues given) {
    List<ConfigProblem> problems = new ArrayList<>();
    Map<String, String> texts = given.textsUnder(prefix);
    Map<String, ConfigValue> validated = OptionDefinitions.of(options).validateAll(texts);
    for (ConfigOption option : options) {
      String key = prefix + option.name();
      ConfigValue value = validated.get(option.name());
      if (given.has(key)) {
        // A key whose reference cannot be resolved has no text and has been reported as such.
        if (texts.containsKey(option.name()) && value != null) {
          value
              .errorMessages()
              .forEach(cause -> problems.add(problem(given, option.name(), cause, "")));
        }
      } else if (option.defaultText() == null) {
        problems.add(
            new ConfigProblem(
                key, null, "is missing", "add " + key + "=…: " + option.documentation()));
      }
    }
    return problems;
  }

  /** The settings, if there is nothing wrong with any given value. */
  Optional<Settings> settings(GivenValues given) {
    boolean resolved =
        keys().stream().allMatch(key -> !given.has(key) || given.value(key).isPresent());
    return resolved && problems(given).isEmpty()
        ? Optional.of(Settings.of(options, given.textsUnder(prefix)))
        : Optional.empty();
  }

  /** What is wrong with values that are each right for themselves. */
  List<ConfigProblem> problems(GivenValues given, InvalidSettingsException exception) {
    return exception.problems().entrySet().stream()
        .map(problem -> problem(given, problem.getKey(), problem.getValue(), ""))
        .toList();
  }

  /** A problem with the value that the option {@code name} has, given or by default. */
  ConfigProblem problem(GivenValues given, String name, String cause, String remedy) {
    String key = prefix + name;
    Optional<ConfigOption> option =
        options.stream().filter(candidate -> candidate.name().equals(name)).findFirst();
    Optional<GivenValue> value = given.value(key);
    if (option.isEmpty()) {
      return new ConfigProblem(key, null, cause, remedy);
    }
    OptionType type = option.get().type();
    return value.isPresent()
        ? new ConfigProblem(
            key, value.get().shown(type), value.get().withoutSecrets(type, cause), remedy)
        : new ConfigProblem(key, option.get().defaultText(), cause, remedy);
  }
}
