package dev.freshet.daemon.command;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.operation.CacheOperation;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.daemon.explain.Explainer;
import dev.freshet.daemon.explain.Explanation;
import dev.freshet.daemon.explain.KeyOrigin;
import dev.freshet.daemon.explain.PoolFinding;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells where a key comes from, and whether the pools hold what the database says: a line for each"
          + " transformer that has to do with it, with what it makes of the database as it is now, and a"
          + " line for each pool. Writes nothing. Exit status 1: a pool does not hold what it should, or"
          + " cannot be read."
    },
    footer = {"", "Example: freshet explain -c /etc/freshet/shop.properties user:1"})
public final class ExplainCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Parameters(paramLabel = "KEY", description = "The key, as it stands in the pools.")
  private String key = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    CacheKey legal = KeyArgument.parse(key, spec);
    Explanation explanation = new Explainer(configuration.load()).explain(legal);
    PrintWriter out = spec.commandLine().getOut();
    if (explanation.origins().isEmpty()) {
      spec.commandLine().getErr().println("No transformer makes the key " + key);
    }
    explanation.origins().forEach(origin -> out.println(line(origin)));
    explanation.pools().forEach(pool -> out.println(line(pool)));
    return explanation.showsProblem() ? 1 : 0;
  }

  private static String line(KeyOrigin origin) {
    StringBuilder line = new StringBuilder("transformer=").append(origin.transformer());
    if (origin.table() != null) {
      line.append(" table=").append(origin.table());
    }
    if (!origin.columns().isEmpty()) {
      line.append(" row=").append(quoted(shown(origin.columns())));
    }
    line.append(" makes=").append(lowerCase(origin.makes()));
    CacheOperation stored = origin.stored();
    if (stored == null) {
      return line.append(" why=").append(quoted(origin.why())).toString();
    }
    return line.append(" ttl=")
        .append(stored.ttlSeconds())
        .append(value(stored.flags(), stored.value()))
        .toString();
  }

  private static String line(PoolFinding pool) {
    String line =
        "pool=%s server=%s state=%s".formatted(pool.pool(), pool.server(), lowerCase(pool.state()));
    if (!pool.why().isEmpty()) {
      line += " why=" + quoted(pool.why());
    }
    if (!(pool.held() instanceof HeldItem.Present present)) {
      return pool.held() instanceof HeldItem.Absent ? line + " holds=nothing" : line;
    }
    line += " holds=value";
    if (present.ttlSeconds() >= 0) {
      line += " ttl=" + present.ttlSeconds();
    }
    if (present.version() != 0) {
      line += " version=" + Long.toUnsignedString(present.version());
    }
    return line + value(present.flags(), present.value());
  }

  /** The value comes last, since it may have blanks in it. */
  private static String value(int flags, byte[] value) {
    return " flags=%s value=%s".formatted(Integer.toUnsignedString(flags), ShownValue.of(value));
  }

  private static String shown(Map<String, String> columns) {
    return new TreeMap<>(columns)
        .entrySet().stream()
            .map(column -> column.getKey() + "=" + column.getValue())
            .collect(Collectors.joining(" "));
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String text) {
    return Quoted.of(text);
  }
}
