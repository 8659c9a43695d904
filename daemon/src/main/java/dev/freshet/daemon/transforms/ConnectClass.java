package dev.freshet.daemon.transforms;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.daemon.plugin.ForeignCalls;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.plugin.PluginFailure;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.transforms.Transformation;
import org.apache.kafka.connect.transforms.predicates.Predicate;

/**
 * A transform's or predicate's class that a configuration names: on the class path, or in a
 * plug-in. Immutable and thread-safe.
 */
public final class ConnectClass {

  private static final String KAFKAS_OWN = "org.apache.kafka.";

  private final Class<?> type;
  private final Optional<PluginClasses> plugin;

  private ConnectClass(Class<?> type, Optional<PluginClasses> plugin) {
    this.type = type;
    this.plugin = plugin;
  }

  /**
   * Finds a class: in the first plug-in that has it, else on the class path.
   *
   * @throws UnusableClassException if there is none, or if it is none of that kind
   */
  public static ConnectClass find(String name, ConnectKind kind, List<PluginClasses> plugins)
      throws UnusableClassException {
    Optional<PluginClasses> plugin =
        plugins.stream().filter(classes -> classes.has(name)).findFirst();
    ClassLoader loader =
        plugin.map(PluginClasses::loader).orElseGet(ConnectClass.class::getClassLoader);
    Class<?> type;
    try {
      type = Class.forName(name, false, loader);
      ensureUsable(type, kind);
    } catch (ClassNotFoundException e) {
      throw new UnusableClassException(
          "is no class that there is",
          kind.nearest(name)
              .map(near -> "did you mean " + near + "?")
              .orElse("put its jar into a folder of plugin.path"));
    } catch (LinkageError e) {
      throw new UnusableClassException(
          "cannot be loaded: " + e, "put the libraries that it needs beside it");
    }
    return new ConnectClass(type, plugin);
  }

  private static void ensureUsable(Class<?> type, ConnectKind kind) throws UnusableClassException {
    if (!kind.type().isAssignableFrom(type)) {
      throw new UnusableClassException(
          "is no " + kind.type().getName(), "name a class that is one");
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      String concrete =
          Arrays.stream(type.getClasses())
              .filter(type::isAssignableFrom)
              .map(Class::getName)
              .sorted()
              .collect(Collectors.joining(" or "));
      throw new UnusableClassException(
          "is abstract",
          concrete.isEmpty() ? "name a class that is not" : "did you mean " + concrete + "?");
    }
    if (Arrays.stream(type.getConstructors())
        .noneMatch(constructor -> constructor.getParameterCount() == 0)) {
      throw new UnusableClassException(
          "has no public constructor without parameters", "name a class that has one");
    }
  }

  /** Its name. */
  public String name() {
    return type.getName();
  }

  /**
   * Whether it takes no options but those that it declares. Kafka's own classes do not; others may
   * look at options that they have not declared, which Kafka Connect hands to them.
   */
  public boolean declaresAllOptions() {
    return name().startsWith(KAFKAS_OWN);
  }

  /** The plug-in that it comes from; empty if it lies on the class path. */
  Optional<PluginClasses> plugin() {
    return plugin;
  }

  /**
   * Makes calls of its code.
   *
   * @param caller what the threads are called
   */
  ForeignCalls calls(String caller) {
    return plugin.isPresent() ? plugin.get().calls(caller) : ForeignCalls.direct();
  }

  /** The options that it declares. */
  public List<ConfigOption> options() throws UnusableClassException {
    try (ForeignCalls calls = calls("options")) {
      return ConnectOptions.of(calls.call(() -> definitions(instance())), this);
    } catch (PluginFailure failure) {
      throw new UnusableClassException(
          failure.text() + " when it was asked for its options", "mend the class, or take it out");
    }
  }

  private static ConfigDef definitions(Object instance) {
    ConfigDef definitions =
        instance instanceof Transformation<?> transform
            ? transform.config()
            : ((Predicate<?>) instance).config();
    return definitions == null ? new ConfigDef() : definitions;
  }

  /** A new instance, which is not configured yet. To be called where its code may run. */
  Object instance() throws Exception {
    Constructor<?> constructor = type.getConstructor();
    try {
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Whether both stand for the same class of the same place. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectClass one
        && name().equals(one.name())
        && plugin.map(PluginClasses::place).equals(one.plugin.map(PluginClasses::place));
  }

  @Override
  public int hashCode() {
    return name().hashCode();
  }
}
