package dev.freshet.api.spi;

import dev.freshet.api.config.ConfigOption;
import dev.freshet.api.config.InvalidSettingsException;
import dev.freshet.api.config.Settings;
import java.util.List;

/** A kind of cache pool, found by {@link java.util.ServiceLoader}. */
public interface PoolFactory {

  /** The options it knows, without the prefix {@code pools.NAME.}. */
  List<ConfigOption> options();

  /**
   * A pool from settings. Does no I/O and starts nothing.
   *
   * @param name its configured name
   */
  Pool create(String name, Settings settings) throws InvalidSettingsException;
}
