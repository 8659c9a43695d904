package dev.freshet.daemon.command;

import dev.freshet.api.operation.CacheOperation;
import dev.freshet.daemon.assembly.Trial;
import dev.freshet.daemon.pipeline.DryRun;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet try}. */
@Command(
    name = "try",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a change of a row would do, and writes nothing: one line per key, TRANSFORMER, set or"
          + " delete, KEY, and for a set the seconds that it lives, its flags and its value, with tabs"
          + " between them; or TRANSFORMER, reject, KEY and the reason. Queries are run, on the database"
          + " as it is."
    },
    footer = {
      "",
      "Example: freshet try -c /etc/freshet/shop.properties --table shop.users --row '{\"id\": 1, \"name\":"
          + " \"Ann\"}'"
    })
public final class TryCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Option(
      names = "--table",
      required = true,
      paramLabel = "TABLE",
      description = "The table, as database.table.")
  private String table = "";

  @Option(
      names = "--row",
      paramLabel = "JSON",
      description =
          "The row after the change, a JSON object with columns; those left out are NULL. Without it"
              + " the change is a delete.")
  private @Nullable String row;

  @Option(
      names = "--before",
      paramLabel = "JSON",
      description = "The row before the change. Without it the change is an insert.")
  private @Nullable String before;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    DryRun outcome;
    try {
      outcome = new Trial(configuration.load()).of(table, before, row);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    PrintWriter out = spec.commandLine().getOut();
    outcome.operations().forEach(operation -> out.println(line(operation)));
    outcome
        .rejections()
        .forEach(
            rejected ->
                out.println(
                    String.join(
                        "\t",
                        rejected.transformer(),
                        "reject",
                        rejected.key(),
                        rejected.reason())));
    if (outcome.operations().isEmpty() && outcome.rejections().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              outcome.dropped()
                  ? "The transforms drop this change"
                  : "No transformer makes anything of this change");
    }
    return outcome.rejections().isEmpty() ? 0 : 1;
  }

  private static String line(CacheOperation operation) {
    String transformer = operation.origin().transformer();
    return operation.kind() == CacheOperation.Kind.DELETE
        ? String.join("\t", transformer, "delete", operation.key().toString())
        : String.join(
            "\t",
            transformer,
            "set",
            operation.key().toString(),
            String.valueOf(operation.ttlSeconds()),
            Integer.toUnsignedString(operation.flags()),
            ShownValue.of(operation.value()));
  }
}
