package dev.freshet.daemon.assembly;

import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.FormerTransformers;
import dev.freshet.daemon.plugin.Plugins;
import dev.freshet.daemon.transforms.Transforms;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where changes come from and what is made of them, as a configuration says. Whoever makes one
 * closes it.
 */
public final class ChangeMapping implements AutoCloseable {

  private final Transforms transforms;
  private final Map<String, Transformer> transformers = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> written = new LinkedHashMap<>();
  private final FormerTransformers former;
  private final Source source;

  public ChangeMapping(Configuration configuration) {
    transforms = configuration.createTransforms();
    configuration
        .transformers()
        .forEach(
            transformer -> {
              transformers.put(transformer.name(), transformer.create());
              written.put(transformer.name(), transformer.written());
            });
    former = configuration.former();
    source =
        configuration
            .source()
            .create(
                table ->
                    transformers.values().stream()
                        .map(transformer -> transforms.leadingTo(transformer.tables()))
                        .anyMatch(tables -> tables.matches(table)));
  }

  /** What changes of rows run through before the transformers. */
  public Transforms transforms() {
    return transforms;
  }

  /** The transformers by name, in the order of the configuration. */
  public Map<String, Transformer> transformers() {
    return transformers;
  }

  /** What the configuration says of each transformer. */
  Map<String, Map<String, String>> written() {
    return written;
  }

  /** Makes transformers that it says no more. */
  FormerTransformers former() {
    return former;
  }

  /** The source, of the tables that any of the transformers maps. */
  public Source source() {
    return source;
  }

  /** Ends the threads of plug-ins, and has the others let go of what they hold. */
  @Override
  public void close() {
    source.close();
    Plugins.release(transformers.values());
    transforms.close();
  }
}
