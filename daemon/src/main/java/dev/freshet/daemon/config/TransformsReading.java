package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.NearestName;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.OptionValidator;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.transforms.ConfiguredTransform;
import dev.freshet.daemon.transforms.ConnectClass;
import dev.freshet.daemon.transforms.ConnectComponent;
import dev.freshet.daemon.transforms.ConnectKind;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import dev.freshet.daemon.transforms.UnusableClassException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code transforms} and {@code predicates}, which are configured as for Kafka Connect. Each
 * class validates its own options by its ConfigDef.
 */
final class TransformsReading {

  private static final String TYPE = "type";
  private static final String PREDICATE = "predicate";
  private static final String NEGATE = "negate";

  private static final String OWN_OPTIONS =
      " Its own options stand beside this key; those of a class that is not Kafka's own are handed"
          + " over even if the class does not declare them, unless they look like a mistyped one.";

  /** What can be said of any transform. */
  static final List<ConfigOption> TRANSFORM_OPTIONS =
      List.of(
          ConfigOption.required(
              TYPE,
              OptionType.STRING,
              OptionValidator.ANY,
              "The class of the transform, on the class path or in a plug-in." + OWN_OPTIONS),
          ConfigOption.optional(
              PREDICATE,
              OptionType.STRING,
              "",
              OptionValidator.ANY,
              "The name of the predicate that says which records the transform is to see. Empty:"
                  + " all."),
          ConfigOption.optional(
              NEGATE,
              OptionType.BOOLEAN,
              "false",
              OptionValidator.ANY,
              "Whether the transform is to see the records that the predicate is not true of."));

  /** What can be said of any predicate. */
  static final List<ConfigOption> PREDICATE_OPTIONS =
      List.of(
          ConfigOption.required(
              TYPE,
              OptionType.STRING,
              OptionValidator.ANY,
              "The class of the predicate, on the class path or in a plug-in." + OWN_OPTIONS));

  private final GivenValues given;
  private final List<PluginClasses> plugins;
  private final KnownKeys knownKeys;
  private final List<ConfigProblem> problems;

  /**
   * @param plugins where classes are looked for first
   * @param knownKeys is told which keys there may be
   * @param problems takes all that is wrong
   */
  TransformsReading(
      GivenValues given,
      List<PluginClasses> plugins,
      KnownKeys knownKeys,
      List<ConfigProblem> problems) {
    this.given = given;
    this.plugins = plugins;
    this.knownKeys = knownKeys;
    this.problems = problems;
  }

  /** The classes that transforms and predicates name. */
  static Set<String> classNames(GivenValues given) {
    Set<String> names = new LinkedHashSet<>();
    for (String list : List.of(DaemonOptions.TRANSFORMS, DaemonOptions.PREDICATES)) {
      for (String name : given.elements(list)) {
        names.add(given.text(list + "." + name + "." + TYPE));
      }
    }
    return names;
  }

  /** All transforms, without those that something is wrong with. */
  TransformsConfiguration read() {
    Map<String, ConnectComponent> predicates = new LinkedHashMap<>();
    for (String name : given.elements(DaemonOptions.PREDICATES)) {
      component(name, DaemonOptions.PREDICATES, ConnectKind.PREDICATE, PREDICATE_OPTIONS)
          .ifPresent(predicate -> predicates.put(name, predicate));
    }
    List<ConfiguredTransform> steps = new ArrayList<>();
    for (String name : given.elements(DaemonOptions.TRANSFORMS)) {
      Optional<ConnectComponent> transform =
          component(name, DaemonOptions.TRANSFORMS, ConnectKind.TRANSFORM, TRANSFORM_OPTIONS);
      Optional<ConnectComponent> predicate = predicate(name, predicates);
      transform.ifPresent(made -> steps.add(step(made, predicate)));
    }
    return new TransformsConfiguration(steps);
  }

  private Optional<ConnectComponent> component(
      String name, String list, ConnectKind kind, List<ConfigOption> options) {
    Component chooser = new Component(list + "." + name + ".", options);
    knownKeys.add(chooser);
    problems.addAll(chooser.problems(given));
    String className = given.text(chooser.prefix() + TYPE);
    if (className.isEmpty()) {
      knownKeys.addUndecided(chooser.prefix());
      return Optional.empty();
    }
    try {
      ConnectClass type = ConnectClass.find(className, kind, plugins);
      Component own = new Component(chooser.prefix(), type.options());
      knownKeys.add(own);
      if (!type.declaresAllOptions()) {
        knownKeys.addUndecided(chooser.prefix());
      }
      return configured(name, type, chooser, own);
    } catch (UnusableClassException e) {
      knownKeys.addUndecided(chooser.prefix());
      problems.add(chooser.problem(given, TYPE, e.problem(), e.remedy()));
      return Optional.empty();
    }
  }

  private Optional<ConnectComponent> configured(
      String name, ConnectClass type, Component chooser, Component own) {
    List<ConfigProblem> wrong = own.problems(given);
    problems.addAll(wrong);
    boolean unresolved =
        given.keysUnder(own.prefix()).stream().anyMatch(key -> given.value(key).isEmpty());
    if (!wrong.isEmpty() || unresolved) {
      return Optional.empty();
    }
    ConnectComponent component = new ConnectComponent(name, type, given.textsUnder(own.prefix()));
    Optional<String> refusal = component.refusal();
    refusal.ifPresent(
        cause ->
            problems.add(
                chooser.problem(given, TYPE, withoutSecrets(own, cause), "mend its options")));
    return refusal.isPresent() ? Optional.empty() : Optional.of(component);
  }

  /** What a class says of its options may hold the value of any of them. */
  private String withoutSecrets(Component own, String cause) {
    String shown = cause;
    for (ConfigOption option : own.options()) {
      String told = shown;
      shown =
          given
              .value(own.prefix() + option.name())
              .map(value -> value.withoutSecrets(option.type(), told))
              .orElse(told);
    }
    return shown;
  }

  private Optional<ConnectComponent> predicate(
      String transform, Map<String, ConnectComponent> predicates) {
    Component chooser =
        new Component(DaemonOptions.TRANSFORMS + "." + transform + ".", TRANSFORM_OPTIONS);
    String name = given.text(chooser.prefix() + PREDICATE);
    Set<String> listed = given.elements(DaemonOptions.PREDICATES);
    if (name.isEmpty()) {
      if (given.has(chooser.prefix() + NEGATE) && !given.has(chooser.prefix() + PREDICATE)) {
        problems.add(
            chooser.problem(
                given,
                NEGATE,
                "negates nothing: there is no predicate",
                "add " + chooser.prefix() + PREDICATE + "=…, or take it out"));
      }
    } else if (!listed.contains(name)) {
      problems.add(
          chooser.problem(
              given,
              PREDICATE,
              "is none that predicates lists",
              NearestName.to(name, listed)
                  .map(near -> "did you mean " + near + "?")
                  .orElse("add it to predicates, with its type")));
    }
    return Optional.ofNullable(predicates.get(name));
  }

  private ConfiguredTransform step(
      ConnectComponent transform, Optional<ConnectComponent> predicate) {
    String prefix = DaemonOptions.TRANSFORMS + "." + transform.name() + ".";
    return new ConfiguredTransform(
        transform,
        predicate,
        given.text(prefix + NEGATE).equals("true"),
        given.keysUnder(prefix).stream().filter(key -> !knownKeys.has(key)).toList());
  }
}
