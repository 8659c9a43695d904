package dev.freshet.daemon.transforms;

import dev.freshet.daemon.plugin.PluginClasses;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts transforms together for tests. Not thread-safe. */
final class ConfiguredTransforms {

  static final String KAFKAS = "org.apache.kafka.connect.transforms.";

  private final List<ConfiguredTransform> steps = new ArrayList<>();
  private final List<PluginClasses> plugins;
  private ZoneId zone = ZoneOffset.UTC;

  ConfiguredTransforms() {
    this(List.of());
  }

  ConfiguredTransforms(List<PluginClasses> plugins) {
    this.plugins = plugins;
  }

  /** Adds a transform, with options as names and values in turn. */
  ConfiguredTransforms then(String name, String className, String... options) throws Exception {
    steps.add(
        new ConfiguredTransform(
            component(name, className, ConnectKind.TRANSFORM, options),
            Optional.empty(),
            false,
            List.of()));
    return this;
  }

  /** Has the last transform depend on a predicate. */
  ConfiguredTransforms where(boolean negate, String className, String... options) throws Exception {
    ConfiguredTransform last = steps.remove(steps.size() - 1);
    steps.add(
        new ConfiguredTransform(
            last.transform(),
            Optional.of(component("predicate", className, ConnectKind.PREDICATE, options)),
            negate,
            List.of()));
    return this;
  }

  /** Takes rows out of their envelopes. */
  ConfiguredTransforms thenRow() throws Exception {
    return then("row", KAFKAS + "ExtractField$Value", "field", "after");
  }

  ConfiguredTransforms in(ZoneId timeZone) {
    zone = timeZone;
    return this;
  }

  private ConnectComponent component(
      String name, String className, ConnectKind kind, String... options) throws Exception {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      texts.put(options[i], options[i + 1]);
    }
    return new ConnectComponent(name, ConnectClass.find(className, kind, plugins), texts);
  }

  Transforms create() {
    return new TransformsConfiguration(steps).create("shop", zone);
  }

  /** Of a daemon with one pipeline. */
  ChangeTransforms open() {
    ChangeTransforms opened = create().open();
    if (opened == null) {
      throw new IllegalStateException("there are no transforms");
    }
    return opened;
  }
}
