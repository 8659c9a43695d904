package dev.freshet.daemon.config;

import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes transformers of what a configuration said of them once. Thread-safe. */
public final class FormerTransformers {

  private final ComponentFactories factories;
  private final References references;

  FormerTransformers(ComponentFactories factories, References references) {
    this.factories = factories;
    this.references = references;
  }

  /**
   * A transformer as it was.
   *
   * @param written what the file said of it, by option
   * @return empty if that cannot be had any more: a plug-in or a reference is gone, or it needs a
   *     password
   */
  public Optional<Transformer> create(String name, Map<String, String> written) {
    Map<String, GivenValue> values = new LinkedHashMap<>();
    written.forEach(
        (option, text) -> {
          GivenValue value = references.resolve(option, text, problem -> {});
          if (value != null) {
            values.put(option, value);
          }
        });
    GivenValues given = new GivenValues(List.copyOf(written.keySet()), values);
    TransformerFactory factory =
        factories.transformers().get(given.text(DaemonOptions.TRANSFORMER_TYPE));
    if (factory == null) {
      return Optional.empty();
    }
    Optional<Settings> settings =
        new Component("", factory.options(given.textsUnder(""))).settings(given);
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(factory.create(name, settings.get()));
    } catch (InvalidSettingsException e) {
      return Optional.empty();
    }
  }
}
