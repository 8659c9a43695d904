package dev.freshet.daemon.command;

import dev.freshet.api.config.Finding;
import dev.freshet.daemon.assembly.Preflight;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code freshet check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Looks whether everything is set up as it must be: configuration, database, grants, binlog, stored"
            + " position, each server of each pool. Prints a line per finding, with its remedy.",
    footer = {"", "Example: freshet check --config /etc/freshet/shop.properties"})
public final class CheckCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    List<Finding> findings = new Preflight(configuration.load()).findings();
    PrintWriter out = spec.commandLine().getOut();
    for (Finding finding : findings) {
      out.println(line(finding));
    }
    return findings.stream().anyMatch(finding -> finding.severity() == Finding.Severity.PROBLEM)
        ? 1
        : 0;
  }

  private static String line(Finding finding) {
    String line = "%-8s %s: %s".formatted(finding.severity(), finding.subject(), finding.message());
    if (finding.remedy().isEmpty()) {
      return line;
    }
    return line + (line.endsWith(".") ? "" : ".") + " Remedy: " + finding.remedy();
  }
}
