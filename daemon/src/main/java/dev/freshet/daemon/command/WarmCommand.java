package dev.freshet.daemon.command;

import dev.freshet.daemon.admin.AdminClient;
import dev.freshet.daemon.admin.StatusException;
import dev.freshet.daemon.assembly.Daemon;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.warm.WarmJson;
import dev.freshet.daemon.warm.WarmRequest;
import dev.freshet.daemon.warm.WarmStatus;
import dev.freshet.daemon.warm.WarmStatus.State;
import dev.freshet.daemon.warm.WarmUp;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet warm}. */
@Command(
    name = "warm",
    mixinStandardHelpOptions = true,
    description = {
      "Fills the pools from the database, while changes go on. Beside a running daemon that does the work;"
          + " without one it is done here, and a later run goes on without a gap. Exit status 0: all of"
          + " it is in. After an interruption the same command goes on where it was."
    },
    footer = {"", "Example: freshet warm -c /etc/freshet/shop.properties --pool east --rate 20000"})
public final class WarmCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration REPORT = Duration.ofSeconds(2);

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description = "A pool to fill; may be repeated. Without it, all.")
  private List<String> pools = List.of();

  @Option(
      names = "--transformer",
      paramLabel = "TRANSFORMER",
      description = "A transformer whose values are wanted; may be repeated. Without it, all.")
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

  @Spec private CommandSpec spec;

  /** Tells how far a warm-up is. */
  private interface Progress {
    WarmStatus status() throws StatusException, InterruptedException;
  }

  @Override
  public Integer call() throws Exception {
    if (rate < 0 || !Set.of("text", "json").contains(output)) {
      throw new ParameterException(
          spec.commandLine(), "--rate takes a number from 1, --output takes text or json");
    }
    Configuration loaded = configuration.load();
    WarmRequest request =
        new WarmRequest(
            chosen(
                pools,
                loaded.pools().stream().map(Configuration.PoolConfiguration::name).toList(),
                "pool"),
            chosen(
                transformers,
                loaded.transformers().stream()
                    .map(Configuration.TransformerConfiguration::name)
                    .toList(),
                "transformer"),
            rate);
    Optional<AdminClient> running = runningDaemon(loaded);
    WarmStatus last = running.isPresent() ? beside(running.get(), request) : alone(loaded, request);
    report(last);
    if (output.equals("json")) {
      spec.commandLine().getOut().println(WarmJson.write(last));
    }
    return last.state() == State.DONE ? 0 : 1;
  }

  private Set<String> chosen(List<String> named, List<String> all, String kind) {
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

  /** A daemon that answers as the configuration says and is the configured one. */
  private static Optional<AdminClient> runningDaemon(Configuration loaded)
      throws InterruptedException {
    if (loaded.daemon().adminListen().isEmpty()) {
      return Optional.empty();
    }
    AdminClient client =
        new AdminClient(loaded.daemon().adminListen().get(), loaded.daemon().adminToken());
    try {
      return client.status().name().equals(loaded.daemon().name())
          ? Optional.of(client)
          : Optional.empty();
    } catch (StatusException e) {
      // if one runs nevertheless, it holds the lock on state.dir
      return Optional.empty();
    }
  }

  private WarmStatus beside(AdminClient client, WarmRequest request) throws Exception {
    client.warm(WarmJson.write(request));
    return await(() -> WarmJson.status(client.warmStatus()));
  }

  private WarmStatus alone(Configuration loaded, WarmRequest request) throws Exception {
    try (Daemon daemon = new Daemon(loaded)) {
      daemon.start();
      WarmUp warmUp = daemon.warm(request);
      WarmStatus last = await(warmUp::status);
      daemon.stop();
      return last;
    }
  }

  private WarmStatus await(Progress progress) throws Exception {
    long nextReport = System.nanoTime() + REPORT.toNanos();
    WarmStatus status = progress.status();
    while (status.state() == State.RUNNING) {
      Thread.sleep(LOOK.toMillis());
      status = progress.status();
      if (System.nanoTime() > nextReport) {
        report(status);
        nextReport = System.nanoTime() + REPORT.toNanos();
      }
    }
    return status;
  }

  /** One line for each table that is being read, and one for all. */
  private void report(WarmStatus status) {
    PrintWriter err = spec.commandLine().getErr();
    status.tables().stream()
        .filter(table -> !table.done() && table.rows() > 0)
        .forEach(
            table ->
                err.println(
                    "table=%s rows=%d of=%d"
                        .formatted(table.table(), table.rows(), table.estimatedRows())));
    double rows = status.seconds() == 0 ? 0 : status.rows() / status.seconds();
    long left = status.estimatedRows() - status.rows();
    err.println(
        "warm=%s pools=%s rows=%d of=%d rate=%.0f left_seconds=%.0f%s"
            .formatted(
                status.state().name().toLowerCase(Locale.ROOT),
                status.pools().stream().sorted().collect(Collectors.joining(",")),
                status.rows(),
                status.estimatedRows(),
                rows,
                rows == 0 ? 0 : left / rows,
                status.why().isEmpty() ? "" : " why=" + Quoted.of(status.why())));
    err.flush();
  }
}
