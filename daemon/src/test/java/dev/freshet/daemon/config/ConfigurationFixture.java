package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes configuration files and loads them with {@link FakeComponents}. */
final class ConfigurationFixture {

  /** A configuration in which nothing is wrong. */
  static final String GOOD =
      """
      name=shop
      database.hostname=127.0.0.1
      database.password=${env:PASSWORD}
      transformers=user
      transformers.user.type=row
      transformers.user.table=shop.users
      transformers.user.key=user:${id}
      pools=east
      pools.east.servers=10.0.0.1:11211,10.0.0.2:11211 weight=2
      """;

  private final Path file;
  private final ConfigurationLoader loader;

  ConfigurationFixture(Path folder) {
    this.file = folder.resolve("freshet.properties");
    this.loader =
        new ConfigurationLoader(
            FakeComponents.factories(),
            Map.of("PASSWORD", "swordfish", "WRONG_TTL", "1 hour", "SERVERS", "a:1,b/2"));
  }

  Configuration load(String text) throws ConfigurationException {
    write(text);
    return loader.load(file);
  }

  /** The messages of all problems in {@code text}. */
  List<String> problems(String text) {
    write(text);
    ConfigurationException exception =
        catchThrowableOfType(ConfigurationException.class, () -> loader.load(file));
    return exception == null
        ? List.of()
        : exception.problems().stream().map(ConfigProblem::message).toList();
  }

  /** The messages of all problems in {@link #GOOD} with {@code lines} added. */
  List<String> problemsWith(String... lines) {
    return problems(GOOD + String.join("\n", lines));
  }

  /** The messages of all problems in {@link #GOOD} with one line changed. */
  List<String> problemsAfter(String line, String replacement) {
    if (!GOOD.contains(line + "\n")) {
      throw new IllegalArgumentException(line);
    }
    return problems(GOOD.replace(line + "\n", replacement + "\n"));
  }

  private void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
