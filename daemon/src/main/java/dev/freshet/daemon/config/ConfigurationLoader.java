package dev.freshet.daemon.config;

import java.nio.file.Path;
import java.util.Map;

/** Loads configuration files. Thread-safe. */
public final class ConfigurationLoader {

  private final ComponentFactories factories;
  private final Map<String, String> environment;

  /**
   * @param factories the kinds of sources, transformers and pools that can be configured
   * @param environment what {@code ${env:NAME}} looks up; {@code System.getenv()} outside of tests
   */
  public ConfigurationLoader(ComponentFactories factories, Map<String, String> environment) {
    this.factories = factories;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Loads {@code file}. Reads the file and what {@code ${file:…}} and {@code ${dir:…}} in it refer
   * to, and connects to nothing.
   *
   * @throws ConfigurationException if anything is wrong, with all that is
   */
  public Configuration load(Path file) throws ConfigurationException {
    PropertiesFile properties = PropertiesFile.read(file);
    ConfigurationReading reading =
        ConfigurationReading.of(properties, new References(environment), factories);
    return reading
        .configuration()
        .orElseThrow(() -> new ConfigurationException(file, reading.problems()));
  }
}
