package dev.freshet.daemon.plugin;

import dev.freshet.api.spi.Transformer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What was found in {@code plugin.path}.
 *
 * @param factories the kinds of transformers that can be used, in the order of the path
 * @param classes the classes of each plug-in, in the order of the path
 * @param problems all that is wrong
 */
public record Plugins(
    List<PluginTransformerFactory> factories,
    List<PluginClasses> classes,
    List<PluginProblem> problems) {

  /** Nothing, of which nothing is wrong. */
  public static final Plugins NONE = new Plugins(List.of(), List.of(), List.of());

  /**
   * Loads all plug-ins in {@code folders}. Reads jars and runs what the plug-ins do when their
   * factories are made. Each plug-in keeps its jars open for as long as it is in use.
   *
   * @param limit how long any call of a plug-in's code may take
   * @param named classes of Kafka Connect's kinds that the configuration names: a plug-in that has
   *     one of them need not bring a transformer
   */
  public static Plugins load(List<Path> folders, Duration limit, Set<String> named) {
    List<PluginProblem> problems = new ArrayList<>();
    List<PluginTransformerFactory> factories = new ArrayList<>();
    List<PluginClasses> classes = new ArrayList<>();
    SharedClasses shared = new SharedClasses(Plugins.class.getClassLoader());
    for (PluginLocation location : PluginPath.locations(folders, problems::add)) {
      PluginLoading loading = new PluginLoading(location, shared, limit, problems::add);
      factories.addAll(loading.factories(named));
      classes.add(loading.classes());
    }
    return new Plugins(List.copyOf(factories), List.copyOf(classes), List.copyOf(problems));
  }

  /**
   * Ends the threads of those of {@code transformers} that are plug-ins'. Whoever has created
   * transformers calls it when they are not needed any more.
   */
  public static void release(Collection<Transformer> transformers) {
    for (Transformer transformer : transformers) {
      if (transformer instanceof ContainedTransformer contained) {
        contained.close();
      }
    }
  }
}
