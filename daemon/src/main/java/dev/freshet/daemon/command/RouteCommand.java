package dev.freshet.daemon.command;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.Pool;
import dev.freshet.daemon.config.Configuration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet route}. */
@Command(
    name = "route",
    mixinStandardHelpOptions = true,
    description = {
      "Prints on which server of each pool a key lives: one line per pool and key, POOL, KEY and HOST:PORT"
          + " with tabs between them. Connects to nothing."
    },
    footer = {"", "Example: freshet route -c /etc/freshet/shop.properties user:1 user:2"})
public final class RouteCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Parameters(arity = "1..*", paramLabel = "KEY", description = "The keys to look up.")
  private List<String> keys = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Configuration loaded = configuration.load();
    List<CacheKey> legal = keys.stream().map(key -> KeyArgument.parse(key, spec)).toList();
    for (Configuration.PoolConfiguration pool : loaded.pools()) {
      try (Pool created = pool.create()) {
        for (CacheKey key : legal) {
          spec.commandLine().getOut().println(pool.name() + "\t" + key + "\t" + created.route(key));
        }
      }
    }
    return 0;
  }
}
