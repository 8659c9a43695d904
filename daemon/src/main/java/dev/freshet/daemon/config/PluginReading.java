package dev.freshet.daemon.config;

import dev.freshet.api.config.OptionType;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.plugin.PluginProblem;
import dev.freshet.daemon.plugin.PluginTransformerFactory;
import dev.freshet.daemon.plugin.Plugins;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the plug-ins that a configuration names. A value of {@code plugin.path} or {@code
 * plugin.timeout} that cannot be used is not told here but with the daemon's other options.
 */
final class PluginReading {

  private static final Logger LOG = LoggerFactory.getLogger(PluginReading.class);

  private final GivenValues given;
  private final ComponentFactories own;
  private final Consumer<ConfigProblem> problems;

  private PluginReading(
      GivenValues given, ComponentFactories own, Consumer<ConfigProblem> problems) {
    this.given = given;
    this.own = own;
    this.problems = problems;
  }

  /**
   * What plug-ins bring.
   *
   * @param factories the kinds of transformers, by their types
   * @param classes the classes of each plug-in
   */
  record Loaded(Map<String, PluginTransformerFactory> factories, List<PluginClasses> classes) {}

  /**
   * Loads what plug-ins bring.
   *
   * @param own the kinds of components that there are without plug-ins
   */
  static Loaded load(GivenValues given, ComponentFactories own, Consumer<ConfigProblem> problems) {
    return new PluginReading(given, own, problems).load();
  }

  private Loaded load() {
    List<Path> folders = folders();
    if (folders.isEmpty()) {
      return new Loaded(Map.of(), List.of());
    }
    Plugins plugins = Plugins.load(folders, timeout(), named());
    plugins.problems().forEach(this::tell);
    Map<String, PluginTransformerFactory> byType = new TreeMap<>();
    for (PluginTransformerFactory factory : plugins.factories()) {
      if (isFree(factory, byType)) {
        byType.put(factory.type(), factory);
        LOG.info(
            "Transformers of type {} come from the plug-in {}", factory.type(), factory.place());
      }
    }
    return new Loaded(byType, plugins.classes());
  }

  /** The classes that the configuration names, for whose sake a plug-in may be there. */
  private Set<String> named() {
    Set<String> named = new HashSet<>(TransformsReading.classNames(given));
    named.add(given.text(DaemonOptions.CONNECTOR_CLASS));
    return named;
  }

  private boolean isFree(
      PluginTransformerFactory factory, Map<String, PluginTransformerFactory> byType) {
    PluginTransformerFactory other = byType.get(factory.type());
    if (other == null && !own.transformers().containsKey(factory.type())) {
      return true;
    }
    String cause =
        "brings transformers of type "
            + factory.type()
            + (other == null ? ", which Freshet has itself" : ", and so does " + other.place());
    String remedy = other == null ? "take it out" : "take out one of them";
    tell(new PluginProblem(factory.place(), cause, remedy));
    return false;
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    for (String folder : given.elements(DaemonOptions.PLUGIN_PATH)) {
      try {
        folders.add(Path.of(folder));
      } catch (InvalidPathException e) {
        return List.of();
      }
    }
    return folders;
  }

  private Duration timeout() {
    String text =
        given
            .value(DaemonOptions.PLUGIN_TIMEOUT)
            .map(GivenValue::text)
            .filter(DaemonOptions::isPluginTimeout)
            .orElse(DaemonOptions.DEFAULT_PLUGIN_TIMEOUT);
    return (Duration) OptionType.DURATION.parse(text);
  }

  private void tell(PluginProblem problem) {
    problems.accept(
        new ConfigProblem(
            DaemonOptions.PLUGIN_PATH,
            null,
            problem.place() + " " + problem.cause(),
            problem.remedy()));
  }
}
