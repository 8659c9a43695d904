package dev.freshet.api.spi;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import java.util.List;

/** A kind of source, found by {@link java.util.ServiceLoader}. */
public interface SourceFactory {

  /** What {@code connector.class} says to choose it. */
  String type();

  /** The options it knows, by their full names. */
  List<ConfigOption> options();

  /**
   * A source from settings. Does no I/O.
   *
   * @param name the daemon's configured name
   * @param tables the tables that are mapped; changes to others need not be delivered
   */
  Source create(String name, Settings settings, TableFilter tables) throws InvalidSettingsException;
}
