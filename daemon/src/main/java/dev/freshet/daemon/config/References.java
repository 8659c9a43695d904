package dev.freshet.daemon.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code ${env:NAME}}, {@code ${file:PATH:KEY}} and {@code ${dir:PATH:KEY}} with Kafka's
 * ConfigProviders. {@code ${column}}, which has no colon, is left as it is.
 *
 * <p>Kafka's own {@link ConfigTransformer} leaves a reference that it cannot resolve in place and
 * says nothing; here it is a problem.
 */
final class References {

  private final Map<String, ConfigProvider> providers;

  /**
   * @param environment what {@code env} looks up
   */
  References(Map<String, String> environment) {
    this.providers =
        Map.of(
            "env", new EnvVarConfigProvider(environment),
            "file", new FileConfigProvider(),
            "dir", new DirectoryConfigProvider());
    providers.values().forEach(provider -> provider.configure(Map.of()));
  }

  /**
   * The value of {@code key}, of which the file says {@code written}.
   *
   * @return null if a reference in it cannot be resolved, which {@code problems} is told
   */
  @Nullable GivenValue resolve(String key, String written, Consumer<ConfigProblem> problems) {
    Matcher matcher = ConfigTransformer.DEFAULT_PATTERN.matcher(written);
    StringBuilder text = new StringBuilder();
    List<String> referenced = new ArrayList<>();
    boolean complete = true;
    while (matcher.find()) {
      String provider = matcher.group(1);
      String path = matcher.group(3) == null ? "" : matcher.group(3);
      String name = matcher.group(4);
      String value = lookUp(provider, path, name);
      if (value == null) {
        complete = false;
        String cause = "refers to " + matcher.group() + ", but " + missing(provider, path, name);
        problems.accept(new ConfigProblem(key, null, cause, remedy(provider, path)));
      } else {
        referenced.add(value.strip());
        matcher.appendReplacement(text, Matcher.quoteReplacement(value.strip()));
      }
    }
    matcher.appendTail(text);
    return complete
        ? new GivenValue(written, text.toString().strip(), List.copyOf(referenced))
        : null;
  }

  private @Nullable String lookUp(String providerName, String path, String name) {
    ConfigProvider provider = providers.get(providerName);
    if (provider == null || providerName.equals("env") != path.isEmpty()) {
      return null;
    }
    try {
      return provider.get(path, Set.of(name)).data().get(name);
    } catch (ConfigException | InvalidPathException e) {
      return null;
    }
  }

  private static String missing(String provider, String path, String name) {
    return switch (provider) {
      case "env" ->
          path.isEmpty()
              ? "there is no environment variable " + name
              : "env takes no path between env: and the name";
      case "file" -> {
        if (path.isEmpty()) {
          yield "file takes a path and a key";
        }
        yield isReadable(path)
            ? "the file has no key " + name
            : "the file is not there or may not be read";
      }
      case "dir" ->
          path.isEmpty()
              ? "dir takes a path and the name of a file in it"
              : "the folder has no file " + name + " that may be read";
      default -> "there is no provider " + provider;
    };
  }

  private static boolean isReadable(String path) {
    try {
      return Files.isReadable(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String remedy(String provider, String path) {
    return switch (provider) {
      case "env" -> path.isEmpty() ? "set it where Freshet is started" : "write ${env:NAME}";
      case "file" -> "give a properties file and a key in it: ${file:PATH:KEY}";
      case "dir" -> "give a folder and a file in it: ${dir:PATH:FILE}";
      default -> "use ${env:NAME}, ${file:PATH:KEY} or ${dir:PATH:FILE}";
    };
  }
}
