package dev.freshet.daemon.command;

import dev.freshet.daemon.config.ComponentFactories;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.config.ConfigurationException;
import dev.freshet.daemon.config.ConfigurationLoader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --config} that every command has. */
final class ConfigurationFile {

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration, a Java properties file.")
  private Path file = Path.of("");

  Configuration load() throws ConfigurationException {
    return new ConfigurationLoader(ComponentFactories.load(), System.getenv()).load(file);
  }
}
