package dev.freshet.daemon.command;

import dev.freshet.daemon.config.Configuration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which pools and transformers a command is about, and at what rate. */
final class ScopeOptions {

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "A pool that is meant; may be repeated. Without it, all.")
  private List<String> pools = List.of();

  @Option(
      names = "--transformer",
      paramLabel = "TRANSFORMER",
      description = "A transformer whose values are meant; may be repeated. Without it, all.")
  private List<String> transformers = List.of();

  @Option(
      names = "--rate",
      paramLabel = "ROWS",
      description = "How many rows may be read in a second. Without it, as many as can be.")
  private long rate;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text, or json for the result as JSON on standard output.")
  private String output = "text";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Complains of values that cannot be. */
  void check() {
    if (rate < 0 || !Set.of("text", "json").contains(output)) {
      throw new ParameterException(
          spec.commandLine(), "--rate takes a number from 1, --output takes text or json");
    }
  }

  /** The names of the pools that are meant. */
  Set<String> pools(Configuration configuration) {
    return chosen(
        pools,
        configuration.pools().stream().map(Configuration.PoolConfiguration::name).toList(),
        "pool");
  }

  /** The names of the transformers that are meant. */
  Set<String> transformers(Configuration configuration) {
    return chosen(
        transformers,
        configuration.transformers().stream()
            .map(Configuration.TransformerConfiguration::name)
            .toList(),
        "transformer");
  }

  private Set<String> chosen(List<String> named, Collection<String> all, String kind) {
    for (String name : named) {
      if (!all.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no %s %s in the configuration; there are %s"
                .formatted(kind, name, String.join(", ", all)));
      }
    }
    return new LinkedHashSet<>(named.isEmpty() ? all : named);
  }

  /** How many rows may be read in a second; 0 for no limit. */
  long rate() {
    return rate;
  }

  /** Whether the result is wanted as JSON. */
  boolean isJson() {
    return output.equals("json");
  }
}
