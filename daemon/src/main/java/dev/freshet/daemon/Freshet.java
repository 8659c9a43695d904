package dev.freshet.daemon;

import dev.freshet.daemon.command.ArchiveClassesCommand;
import dev.freshet.daemon.command.CheckCommand;
import dev.freshet.daemon.command.ExplainCommand;
import dev.freshet.daemon.command.RouteCommand;
import dev.freshet.daemon.command.RunCommand;
import dev.freshet.daemon.command.StatusCommand;
import dev.freshet.daemon.command.TryCommand;
import dev.freshet.daemon.command.VerifyCommand;
import dev.freshet.daemon.command.WarmCommand;
import dev.freshet.daemon.config.ConfigurationException;
import java.io.UncheckedIOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code freshet}. Results go to standard output, messages to standard error. Exit
 * status 0: done and well; 1: it met a problem; 2: wrong usage or configuration.
 */
@Command(
    name = "freshet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Keeps memcached pools full of fresh domain objects, from the MySQL or MariaDB binlog.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example: freshet run --config /etc/freshet/shop.properties"})
public final class Freshet implements Runnable {

  private static final List<Class<?>> COMMANDS =
      List.of(
          RunCommand.class,
          CheckCommand.class,
          TryCommand.class,
          RouteCommand.class,
          ExplainCommand.class,
          WarmCommand.class,
          VerifyCommand.class,
          StatusCommand.class,
          ArchiveClassesCommand.class);

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs the program and gives its exit status. */
  static int run(String... arguments) {
    return commandLine(arguments).execute(arguments);
  }

  /**
   * The program as picocli knows it, for somebody who wants its output elsewhere. It has the
   * command that the arguments begin with, or all where they begin with none: picocli looks at each
   * with reflection, which every start would wait for.
   */
  static CommandLine commandLine(String... arguments) {
    CommandLine program = new CommandLine(new Freshet());
    List<Class<?>> named =
        COMMANDS.stream()
            .filter(command -> arguments.length > 0 && name(command).equals(arguments[0]))
            .toList();
    (named.isEmpty() ? COMMANDS : named).forEach(program::addSubcommand);
    return program.setExecutionExceptionHandler(Freshet::explain);
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    if (exception instanceof ConfigurationException) {
      command.getErr().println(exception.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    boolean explained =
        !(exception instanceof RuntimeException) || exception instanceof UncheckedIOException;
    command
        .getErr()
        .println(
            explained
                ? exception.getMessage()
                : "freshet met an error of its own: " + exception + "; please report it");
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing");
  }
}
