package dev.freshet.daemon.plugin;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.spi.TransformerFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loads what one plug-in has: kinds of transformers, and classes of Kafka Connect's kinds. */
final class PluginLoading {

  private static final String SERVICE_FOLDER = "META-INF/services/";
  private static final String SERVICES = SERVICE_FOLDER + TransformerFactory.class.getName();

  /** What a plug-in of Kafka Connect's names the classes in that are of use here (its KIP-898). */
  private static final List<String> CONNECT_SERVICES =
      List.of(
          SERVICE_FOLDER + "org.apache.kafka.connect.transforms.Transformation",
          SERVICE_FOLDER + "org.apache.kafka.connect.transforms.predicates.Predicate");

  /** After so many, none is looked for any more. */
  private static final int MOST_TROUBLES = 20;

  /** How much of a chain of causes is told: it may be a circle. */
  private static final int MOST_CAUSES = 5;

  private static final String MEND = "mend the plug-in, or take it out";

  private final PluginLocation location;
  private final Duration limit;
  private final URLClassLoader loader;
  private final PluginClasses classes;
  private final PluginCalls calls;
  private final Consumer<PluginProblem> problems;
  private final List<PluginTransformerFactory> factories = new ArrayList<>();
  private int troubles;

  /**
   * @param shared the parent of its class loader, which stays open
   * @param limit how long any call of its code may take
   */
  PluginLoading(
      PluginLocation location,
      ClassLoader shared,
      Duration limit,
      Consumer<PluginProblem> problems) {
    this.location = location;
    this.limit = limit;
    this.problems = problems;
    String name = String.valueOf(location.place().getFileName());
    this.loader = new URLClassLoader(name, urls(location.jars()), shared);
    this.classes = new PluginClasses(location.place(), loader, limit);
    this.calls = new PluginCalls(name, loader, limit);
  }

  /**
   * The kinds of transformers that the plug-in brings.
   *
   * @param named classes that are looked for in it as well
   */
  List<PluginTransformerFactory> factories(Set<String> named) {
    if (classes.hasFile(SERVICES)) {
      loadAll();
    } else if (CONNECT_SERVICES.stream().noneMatch(classes::hasFile)
        && named.stream().noneMatch(classes::has)) {
      tell(
          "brings no transformer: none of its jars has " + SERVICES,
          "put libraries into the folder of the plug-in that uses them, and take out what is no"
              + " plug-in");
    }
    return List.copyOf(factories);
  }

  /** All classes of the plug-in. */
  PluginClasses classes() {
    return classes;
  }

  static URL[] urls(List<Path> jars) {
    return jars.stream().map(PluginLoading::url).toArray(URL[]::new);
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("a file has no URL: " + jar, e);
    }
  }

  private void loadAll() {
    Iterator<TransformerFactory> services =
        ServiceLoader.load(TransformerFactory.class, loader).iterator();
    boolean more = true;
    while (more) {
      more = loadNext(services);
    }
  }

  /** One service, or what keeps it from being loaded. */
  private record Step(@Nullable TransformerFactory factory, @Nullable PluginProblem trouble) {}

  private boolean loadNext(Iterator<TransformerFactory> services) {
    Step step;
    try {
      step = calls.call(() -> next(services));
    } catch (PluginFailure failure) {
      tell(failure.text() + " when it was loaded", MEND);
      return false;
    }
    if (step.trouble() != null) {
      problems.accept(step.trouble());
      troubles++;
      return troubles < MOST_TROUBLES;
    }
    if (step.factory() == null) {
      return false;
    }
    declare(step.factory());
    return true;
  }

  private Step next(Iterator<TransformerFactory> services) {
    try {
      return new Step(services.hasNext() ? services.next() : null, null);
    } catch (ServiceConfigurationError | LinkageError e) {
      // Each service is tried once; the next call comes to the one behind it.
      return new Step(null, new PluginProblem(location.place(), cause(e), remedy(e)));
    }
  }

  /** What a factory says of itself. */
  private record Declared(String type, List<ConfigOption> options) {}

  private void declare(TransformerFactory factory) {
    String factoryName = factory.getClass().getName();
    Declared declared;
    try {
      declared =
          calls.call(() -> new Declared(factory.type().strip(), List.copyOf(factory.options())));
    } catch (PluginFailure failure) {
      tell("asked for type and options, " + factoryName + " " + failure.text(), MEND);
      return;
    }
    List<ConfigOption> options = ContainedOptions.of(declared.options(), calls);
    Optional<String> problem =
        declared.type().isEmpty()
            ? Optional.of("names no type")
            : ContainedOptions.problem(options);
    if (problem.isPresent()) {
      tell(factoryName + " " + problem.get(), MEND);
      return;
    }
    factories.add(
        new PluginTransformerFactory(location.place(), factory, declared.type(), options, limit));
  }

  private static String cause(Error trouble) {
    StringBuilder cause = new StringBuilder("cannot be loaded: ").append(described(trouble));
    Throwable at = trouble.getCause();
    for (int i = 0; i < MOST_CAUSES && at != null; i++) {
      cause.append(": ").append(described(at));
      at = at.getCause();
    }
    return cause.toString();
  }

  private static String described(Throwable trouble) {
    return trouble instanceof ServiceConfigurationError
        ? String.valueOf(trouble.getMessage())
        : trouble.toString();
  }

  private static String remedy(Error trouble) {
    Throwable at = trouble;
    for (int i = 0; i < MOST_CAUSES && at != null; i++) {
      if (at instanceof UnsupportedClassVersionError) {
        return "build it for the Java that runs Freshet, version "
            + Runtime.version().feature()
            + ", or an older one";
      }
      if (at instanceof NoClassDefFoundError || at instanceof ClassNotFoundException) {
        return "put the library that has this class into the plug-in's folder";
      }
      at = at.getCause();
    }
    return MEND;
  }

  private void tell(String cause, String remedy) {
    problems.accept(new PluginProblem(location.place(), cause, remedy));
  }
}
