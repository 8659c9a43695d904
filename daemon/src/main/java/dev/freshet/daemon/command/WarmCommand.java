package dev.freshet.daemon.command;

import dev.freshet.daemon.admin.AdminClient;
import dev.freshet.daemon.admin.RequestJson;
import dev.freshet.daemon.assembly.Daemon;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.warm.WarmRequest;
import dev.freshet.daemon.warm.WarmStatus;
import dev.freshet.daemon.warm.WarmStatus.State;
import dev.freshet.daemon.warm.WarmUp;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    scope.check();
    Configuration loaded = configuration.load();
    WarmRequest request =
        new WarmRequest(scope.pools(loaded), scope.transformers(loaded), scope.rate());
    Optional<AdminClient> running = LongWork.runningDaemon(loaded);
    WarmStatus last = running.isPresent() ? beside(running.get(), request) : alone(loaded, request);
    report(last);
    if (scope.isJson()) {
      spec.commandLine().getOut().println(RequestJson.write(last));
    }
    return last.state() == State.DONE ? 0 : 1;
  }

  private WarmStatus beside(AdminClient client, WarmRequest request) throws Exception {
    client.begin(WarmRequest.PATH, RequestJson.write(request));
    return await(
        () ->
            RequestJson.read(
                client.told(WarmRequest.PATH), WarmStatus.class, "the state of a warm-up"));
  }

  private WarmStatus alone(Configuration loaded, WarmRequest request) throws Exception {
    try (Daemon daemon = new Daemon(loaded)) {
      daemon.start();
      WarmUp warmUp = daemon.upkeep().warm(request);
      WarmStatus last = await(warmUp::status);
      daemon.stop();
      return last;
    }
  }

  private WarmStatus await(LongWork.Progress<WarmStatus> progress) throws Exception {
    return LongWork.await(
        progress,
        status -> status.state() == State.RUNNING,
        spec.commandLine().getErr(),
        WarmCommand::parts,
        this::report);
  }

  /** Each table that is being read, and all together. */
  private static List<ProgressBars.Part> parts(WarmStatus status) {
    List<ProgressBars.Part> parts = new ArrayList<>();
    status.tables().stream()
        .filter(table -> !table.done() && table.rows() > 0)
        .map(table -> new ProgressBars.Part(table.table(), table.rows(), table.estimatedRows(), ""))
        .forEach(parts::add);
    parts.add(
        new ProgressBars.Part(pools(status), status.rows(), status.estimatedRows(), status.why()));
    return parts;
  }

  private static String pools(WarmStatus status) {
    return status.pools().stream().sorted().collect(Collectors.joining(","));
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
                pools(status),
                status.rows(),
                status.estimatedRows(),
                rows,
                rows == 0 ? 0 : left / rows,
                status.why().isEmpty() ? "" : " why=" + Quoted.of(status.why())));
    err.flush();
  }
}
