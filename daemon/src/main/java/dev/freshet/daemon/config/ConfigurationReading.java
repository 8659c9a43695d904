package dev.freshet.daemon.config;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.NearestName;
import dev.freshet.api.config.OptionType;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Pool;
import dev.freshet.api.spi.SourceFactory;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import dev.freshet.daemon.config.Configuration.PoolConfiguration;
import dev.freshet.daemon.config.Configuration.SourceConfiguration;
import dev.freshet.daemon.config.Configuration.TransformerConfiguration;
import dev.freshet.daemon.plugin.PluginClasses;
import dev.freshet.daemon.plugin.Plugins;
import dev.freshet.daemon.scan.ReadOrder;
import dev.freshet.daemon.transforms.TransformsConfiguration;
import dev.freshet.daemon.transforms.UnusableClassException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a configuration from the lines of one file, and goes on past each problem to find the next.
 */
final class ConfigurationReading {

  private static final Component DAEMON = new Component("", DaemonOptions.ALL);
  private static final String TRANSFORMER_PREFIX = DaemonOptions.TRANSFORMERS + ".";
  private static final String POOL_PREFIX = DaemonOptions.POOLS + ".";

  private final GivenValues given;
  private final References references;
  private final ComponentFactories factories;
  private final List<PluginClasses> plugins;
  private final List<ConfigProblem> problems;
  private final KnownKeys knownKeys = new KnownKeys();
  private final Map<String, Transformer> mapped = new LinkedHashMap<>();
  private @Nullable Configuration configuration;

  private ConfigurationReading(
      GivenValues given,
      References references,
      ComponentFactories factories,
      List<PluginClasses> plugins,
      List<ConfigProblem> problems) {
    this.given = given;
    this.references = references;
    this.factories = factories;
    this.plugins = plugins;
    this.problems = problems;
  }

  static ConfigurationReading of(
      PropertiesFile file, References references, ComponentFactories factories) {
    List<ConfigProblem> problems = new ArrayList<>();
    for (String key : file.repeated()) {
      problems.add(new ConfigProblem(key, null, "is given more than once", "keep one of them"));
    }
    GivenValues given =
        CanaryReading.expand(GivenValues.resolve(file, references, problems::add), problems::add);
    // What kinds of transformers there are, and so which keys, depends on the plug-ins.
    PluginReading.Loaded plugins = PluginReading.load(given, factories, problems::add);
    ComponentFactories known = factories.with(plugins.factories());
    ConfigurationReading reading =
        new ConfigurationReading(given, references, known, plugins.classes(), problems);
    reading.read();
    Plugins.release(reading.mapped.values());
    return reading;
  }

  /** The configuration; empty if there are problems. */
  Optional<Configuration> configuration() {
    return Optional.ofNullable(configuration);
  }

  /** All that is wrong: first what the file says, in its order, then what it does not say. */
  List<ConfigProblem> problems() {
    List<String> keys = given.keys();
    return problems.stream()
        .sorted(
            Comparator.comparingInt(
                problem ->
                    keys.contains(problem.key()) ? keys.indexOf(problem.key()) : keys.size()))
        .toList();
  }

  private void read() {
    Optional<DaemonSettings> daemon = readDaemon();
    TransformsConfiguration transforms =
        new TransformsReading(given, plugins, knownKeys, problems).read();
    List<TransformerConfiguration> transformers = new ArrayList<>();
    for (String name : given.elements(DaemonOptions.TRANSFORMERS)) {
      readTransformer(name).ifPresent(transformers::add);
    }
    daemon.ifPresent(this::checkOrder);
    Optional<SourceConfiguration> source = readSource();
    List<PoolConfiguration> pools = new ArrayList<>();
    for (String name : given.elements(DaemonOptions.POOLS)) {
      readPool(name).ifPresent(pools::add);
    }
    problems.addAll(knownKeys.problems(given));
    if (problems.isEmpty() && daemon.isPresent() && source.isPresent()) {
      configuration =
          new Configuration(
              daemon.get(),
              source.get(),
              transforms,
              List.copyOf(transformers),
              List.copyOf(pools),
              new FormerTransformers(factories, references));
    }
  }

  private Optional<DaemonSettings> readDaemon() {
    knownKeys.add(DAEMON);
    return settings(DAEMON).map(DaemonSettings::of).filter(this::fitsTogether);
  }

  private boolean fitsTogether(DaemonSettings daemon) {
    int before = problems.size();
    if (daemon.adminToken().isEmpty()
        && daemon.adminListen().map(address -> !address.isLoopback()).orElse(false)) {
      problems.add(
          DAEMON.problem(
              given,
              DaemonOptions.ADMIN_LISTEN,
              "can be reached from other machines, but admin.token is empty",
              "set admin.token, or listen on 127.0.0.1"));
    }
    if (daemon.batchMaxBytes() > daemon.poolQueueBytes()) {
      problems.add(
          DAEMON.problem(
              given,
              DaemonOptions.BATCH_MAX_BYTES,
              "is more than pool.queue.bytes, so that no pool could take a batch",
              "make it smaller, or pool.queue.bytes larger"));
    }
    return problems.size() == before;
  }

  private void checkOrder(DaemonSettings daemon) {
    Set<String> known = given.elements(DaemonOptions.TRANSFORMERS);
    for (ReadOrder.Entry entry : daemon.warmOrder().entries()) {
      String name = entry.transformer();
      Transformer transformer = mapped.get(name);
      if (!known.contains(name)) {
        problems.add(
            DAEMON.problem(
                given,
                DaemonOptions.WARM_ORDER,
                "names the transformer " + name + ", which transformers does not list",
                NearestName.to(name, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("transformers lists " + String.join(", ", known))));
      } else if (entry.descending() && transformer != null && transformer.keyQuery().isPresent()) {
        problems.add(
            DAEMON.problem(
                given,
                DaemonOptions.WARM_ORDER,
                "has desc behind " + name + ", which is filled in the order of its warm.query",
                "take desc away, and order the query"));
      }
    }
  }

  private Optional<SourceConfiguration> readSource() {
    String type =
        given
            .value(DaemonOptions.CONNECTOR_CLASS)
            .map(GivenValue::text)
            .orElse(DaemonOptions.DEFAULT_CONNECTOR_CLASS);
    SourceFactory factory;
    try {
      factory = new ConnectorClasses(factories, plugins).find(type);
    } catch (UnusableClassException e) {
      // Whose options the other keys are cannot be told.
      knownKeys.addUndecidedSource();
      problems.add(DAEMON.problem(given, DaemonOptions.CONNECTOR_CLASS, e.problem(), e.remedy()));
      return Optional.empty();
    }
    Component component = new Component("", factory.options());
    knownKeys.add(component);
    TableFilter tables =
        table ->
            mapped.values().stream().anyMatch(transformer -> transformer.tables().matches(table));
    String name = given.text(DaemonOptions.NAME);
    Optional<Settings> settings = settings(component);
    settings.ifPresent(accepted -> tryOut(component, () -> factory.create(name, accepted, tables)));
    return settings.map(accepted -> new SourceConfiguration(name, factory, accepted));
  }

  private Optional<TransformerConfiguration> readTransformer(String name) {
    String prefix = TRANSFORMER_PREFIX + name + ".";
    Component chooser = new Component(prefix, transformerOptions(factories));
    knownKeys.add(chooser);
    problems.addAll(chooser.problems(given));
    TransformerFactory factory =
        factories.transformers().get(given.text(prefix + DaemonOptions.TRANSFORMER_TYPE));
    if (factory == null) {
      knownKeys.addUndecided(prefix);
      return Optional.empty();
    }
    Component component = new Component(prefix, factory.options(given.textsUnder(prefix)));
    knownKeys.add(component);
    Optional<Settings> settings = settings(component);
    settings.ifPresent(
        accepted -> tryOut(component, () -> mapped.put(name, factory.create(name, accepted))));
    Set<String> pools = poolsOf(chooser);
    Map<String, String> written = given.writtenUnder(prefix);
    component.options().stream()
        .filter(option -> option.type() == OptionType.PASSWORD)
        .forEach(option -> written.remove(option.name()));
    return settings.map(
        accepted -> new TransformerConfiguration(name, factory, accepted, pools, written));
  }

  /** What can be said of a transformer of any kind. */
  static List<ConfigOption> transformerOptions(ComponentFactories factories) {
    return List.of(
        DaemonOptions.transformerType(factories.transformers().keySet()),
        DaemonOptions.TRANSFORMER_POOLS);
  }

  /** The pools that a transformer is for; empty for all. */
  private Set<String> poolsOf(Component transformer) {
    String option = DaemonOptions.TRANSFORMER_POOLS.name();
    Set<String> known = given.elements(DaemonOptions.POOLS);
    Set<String> pools = given.elements(transformer.prefix() + option);
    for (String pool : pools) {
      if (!known.contains(pool)) {
        problems.add(
            transformer.problem(
                given,
                option,
                "names the pool " + pool + ", which pools does not list",
                NearestName.to(pool, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("pools lists " + String.join(", ", known))));
      }
    }
    return pools;
  }

  private Optional<PoolConfiguration> readPool(String name) {
    Component component = new Component(POOL_PREFIX + name + ".", poolOptions(factories));
    knownKeys.add(component);
    Optional<Settings> settings = settings(component);
    settings.ifPresent(
        accepted ->
            tryOut(
                component,
                () -> {
                  try (Pool pool = factories.pool().create(name, accepted)) {
                    return pool;
                  }
                }));
    return settings.map(accepted -> new PoolConfiguration(name, factories.pool(), accepted));
  }

  /** What can be said of a pool: what its kind knows, and how it is dealt with. */
  static List<ConfigOption> poolOptions(ComponentFactories factories) {
    return Stream.concat(factories.pool().options().stream(), PoolPolicy.OPTIONS.stream()).toList();
  }

  private Optional<Settings> settings(Component component) {
    problems.addAll(component.problems(given));
    return component.settings(given);
  }

  /** Creates a component to see whether it accepts its settings together. */
  private void tryOut(Component component, Creation creation) {
    try {
      creation.create();
    } catch (InvalidSettingsException e) {
      problems.addAll(component.problems(given, e));
    }
  }

  private interface Creation {
    Object create() throws InvalidSettingsException;
  }
}
