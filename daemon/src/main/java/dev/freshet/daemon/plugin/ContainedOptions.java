package dev.freshet.daemon.plugin;

import dev.freshet.api.config.ConfigOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of a plug-in's transformers, with validators that can do no harm. */
final class ContainedOptions {

  /** The key that chooses the kind of transformer is not the plug-in's to declare. */
  private static final String TYPE = "type";

  private ContainedOptions() {}

  /** Calls the validators of {@code options} through {@code calls}. */
  static List<ConfigOption> of(List<ConfigOption> options, PluginCalls calls) {
    return options.stream().map(option -> contained(option, calls)).toList();
  }

  private static ConfigOption contained(ConfigOption option, PluginCalls calls) {
    return new ConfigOption(
        option.name(),
        option.type(),
        option.defaultText(),
        text -> problem(option, text, calls),
        option.documentation());
  }

  private static @Nullable String problem(ConfigOption option, String text, PluginCalls calls) {
    try {
      return calls.call(() -> option.validator().problem(text));
    } catch (PluginFailure failure) {
      return "cannot be checked: the plug-in's validator " + failure.text();
    }
  }

  /** A plug-in need not keep to what the types say. */
  private static boolean isComplete(ConfigOption option) {
    return Stream.of(option.name(), option.type(), option.documentation())
        .allMatch(Objects::nonNull);
  }

  /** What is wrong with the declarations themselves, in words that follow the plug-in's name. */
  static Optional<String> problem(List<ConfigOption> options) {
    Set<String> names = new HashSet<>();
    for (ConfigOption option : options) {
      if (!isComplete(option)) {
        return Optional.of("declares an option that lacks its name, its type or its documentation");
      }
      if (option.name().equals(TYPE) || !names.add(option.name())) {
        return Optional.of("declares an option " + option.name() + " that there is already");
      }
      String defaultText = option.defaultText();
      String problem = defaultText == null ? null : option.problem(defaultText);
      if (problem != null) {
        return Optional.of(
            "declares the option " + option.name() + " with a default that " + problem);
      }
    }
    return Optional.empty();
  }
}
