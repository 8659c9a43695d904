package dev.freshet.daemon.config;

import dev.freshet.api.spi.ConnectorFactory;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.plugin.ShippedPlugin;
import dev.freshet.daemon.transforms.UnusableClassException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what {@code connector.class} names: a kind of source that Freshet has itself, or the class
 * of a connector. The class comes from the first plug-in that has it, else from the folder that
 * Freshet has it in, else from the class path.
 */
final class ConnectorClasses {

  /** The folder, beside Freshet's own jars, of connectors that come with it. */
  private static final String SHIPPED = "debezium";

  private final ComponentFactories factories;
  private final List<PluginClasses> plugins;

  ConnectorClasses(ComponentFactories factories, List<PluginClasses> plugins) {
    this.factories = factories;
    this.plugins = plugins;
  }

  /**
   * The kind of source of a name.
   *
   * @throws UnusableClassException if there is none, or its class cannot be used
   */
  SourceFactory find(String name) throws UnusableClassException {
    SourceFactory own = factories.sources().get(name);
    if (own != null) {
      return own;
    }
    Optional<ConnectorFactory> maker =
        factories.connectors().stream()
            .filter(connectors -> connectors.classNames().contains(name))
            .findFirst();
    if (maker.isEmpty()) {
      throw new UnusableClassException("is not a known source", "known: " + known());
    }
    try {
      return maker.get().of(load(name));
    } catch (IllegalArgumentException e) {
      throw new UnusableClassException(
          String.valueOf(e.getMessage()), "use the connector that comes with Freshet");
    }
  }

  private String known() {
    return Stream.concat(
            factories.sources().keySet().stream(),
            factories.connectors().stream().flatMap(maker -> maker.classNames().stream()))
        .collect(Collectors.joining(", "));
  }

  private Class<?> load(String name) throws UnusableClassException {
    Optional<PluginClasses> plugin =
        plugins.stream().filter(classes -> classes.has(name)).findFirst();
    if (plugin.isEmpty()) {
      plugin = ShippedPlugin.in(SHIPPED).filter(classes -> classes.has(name));
    }
    ClassLoader loader =
        plugin.map(PluginClasses::loader).orElseGet(ConnectorClasses.class::getClassLoader);
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new UnusableClassException(
          "is not there: neither in lib/" + SHIPPED + " nor in plugin.path",
          "put a folder with the connector's jars into a folder of plugin.path");
    } catch (LinkageError e) {
      throw new UnusableClassException(
          "cannot be loaded: " + e, "put the libraries that it needs beside it");
    }
  }
}
