package dev.freshet.api.spi;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import java.util.List;
import java.util.Map;

/** A kind of transformer, found by {@link java.util.ServiceLoader}. */
public interface TransformerFactory {

  /** What {@code transformers.NAME.type} says to choose it. */
  String type();

  /** The options it knows, without the prefix {@code transformers.NAME.}. */
  List<ConfigOption> options();

  /**
   * The options it knows where some of them depend on what others say: options that name further
   * things bring options for each.
   *
   * @param given the texts of what is configured, by option
   */
  default List<ConfigOption> options(Map<String, String> given) {
    return options();
  }

  /**
   * A transformer from settings. Does no I/O.
   *
   * @param name its configured name
   */
  Transformer create(String name, Settings settings) throws InvalidSettingsException;
}
