package dev.freshet.daemon.plugin;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import dev.freshet.api.spi.TableFilter;
import dev.freshet.api.spi.Transformer;
import dev.freshet.api.spi.TransformerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A kind of transformer that a plug-in brings. Whatever it and its transformers are called for is
 * bounded in time, and what they throw stays here. Thread-safe.
 */
public final class PluginTransformerFactory implements TransformerFactory {

  /** What the plug-in makes, with the tables that it wants to see. */
  private record Created(Transformer transformer, TableFilter tables) {}

  private final Path place;
  private final TransformerFactory plugin;
  private final String type;
  private final List<ConfigOption> options;
  private final Duration limit;

  PluginTransformerFactory(
      Path place,
      TransformerFactory plugin,
      String type,
      List<ConfigOption> options,
      Duration limit) {
    this.place = place;
    this.plugin = plugin;
    this.type = type;
    this.options = List.copyOf(options);
    this.limit = limit;
  }

  /** The folder or jar that the plug-in was loaded from. */
  public Path place() {
    return place;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public List<ConfigOption> options() {
    return options;
  }

  @Override
  public Transformer create(String name, Settings settings) throws InvalidSettingsException {
    PluginCalls calls = new PluginCalls(name, plugin.getClass().getClassLoader(), limit);
    AtomicReference<@Nullable InvalidSettingsException> refused = new AtomicReference<>();
    Created created;
    try {
      created =
          calls.call(
              () -> {
                try {
                  Transformer made =
                      Objects.requireNonNull(plugin.create(name, settings), "create returned null");
                  return new Created(
                      made, Objects.requireNonNull(made.tables(), "tables returned null"));
                } catch (InvalidSettingsException e) {
                  refused.set(e);
                  throw e;
                }
              });
    } catch (PluginFailure failure) {
      calls.close();
      InvalidSettingsException refusal = refused.get();
      throw refusal != null
          ? refusal
          : new InvalidSettingsException(
              Map.of(
                  "type",
                  "the plug-in %s %s when it was to make this transformer; mend the plug-in"
                      .formatted(place, failure.text())));
    }
    return new ContainedTransformer(name, place, created.transformer(), created.tables(), calls);
  }
}
