package dev.freshet.daemon.command;

import dev.freshet.daemon.admin.AdminClient;
import dev.freshet.daemon.admin.RequestJson;
import dev.freshet.daemon.assembly.Daemon;
import dev.freshet.daemon.assembly.StandaloneVerification;
import dev.freshet.daemon.config.Configuration;
import dev.freshet.daemon.verify.Difference;
import dev.freshet.daemon.verify.Verification;
import dev.freshet.daemon.verify.VerifyRequest;
import dev.freshet.daemon.verify.VerifyStatus;
import dev.freshet.daemon.verify.VerifyStatus.Finding;
import dev.freshet.daemon.verify.VerifyStatus.State;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code freshet verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares the database with the pools, while changes go on: a line for each pool and transformer,"
          + " with how many keys were missing, different or surplus, and examples as messages. Exit"
          + " status 0: everything that was asked for was compared, and no difference is left."
    },
    footer = {"", "Example: freshet verify -c /etc/freshet/shop.properties --pool east --repair"})
public final class VerifyCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(
      names = "--sample",
      paramLabel = "PERCENT",
      description = "How many of the keys are compared, the same ones each time. Without it, all.")
  private double sample = 100;

  @Option(
      names = "--repair",
      description =
          "Places anew what is missing or different, and removes what is surplus. Without a running"
              + " daemon the pools are brought up to date first.")
  private boolean repair;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    scope.check();
    if (!(sample > 0 && sample <= 100)) {
      throw new ParameterException(
          spec.commandLine(), "--sample takes more than 0 and at most 100 percent");
    }
    Configuration loaded = configuration.load();
    VerifyRequest request =
        new VerifyRequest(
            scope.pools(loaded),
            scope.transformers(loaded),
            sample,
            repair ? EnumSet.allOf(Difference.class) : Set.of(),
            scope.rate());
    VerifyStatus last = compare(loaded, request);
    report(last);
    show(last);
    boolean isTrue = last.findings().stream().allMatch(finding -> finding.left() == 0);
    return last.state() == State.DONE && isTrue ? 0 : 1;
  }

  private VerifyStatus compare(Configuration loaded, VerifyRequest request) throws Exception {
    Optional<AdminClient> running = LongWork.runningDaemon(loaded);
    if (running.isPresent()) {
      running.get().begin(VerifyRequest.PATH, RequestJson.write(request));
      return await(
          () ->
              RequestJson.read(
                  running.get().told(VerifyRequest.PATH),
                  VerifyStatus.class,
                  "the state of a comparison"));
    }
    if (request.repair().isEmpty()) {
      try (StandaloneVerification alone = new StandaloneVerification(loaded, request)) {
        return await(alone.verification()::status);
      }
    }
    try (Daemon daemon = new Daemon(loaded)) {
      daemon.start();
      Verification verification = daemon.upkeep().verify(request);
      VerifyStatus last = await(verification::status);
      daemon.stop();
      return last;
    }
  }

  private VerifyStatus await(LongWork.Progress<VerifyStatus> progress) throws Exception {
    return LongWork.await(
        progress,
        status -> status.state() == State.RUNNING,
        spec.commandLine().getErr(),
        status ->
            List.of(
                new ProgressBars.Part(
                    "rows compared", status.rows(), status.estimatedRows(), status.why())),
        this::report);
  }

  private void report(VerifyStatus status) {
    PrintWriter err = spec.commandLine().getErr();
    double rate = status.seconds() == 0 ? 0 : status.rows() / status.seconds();
    long left = Math.max(0, status.estimatedRows() - status.rows());
    err.println(
        "verify=%s rows=%d of=%d rate=%.0f left_seconds=%.0f%s"
            .formatted(
                status.state().name().toLowerCase(Locale.ROOT),
                status.rows(),
                Math.max(status.estimatedRows(), status.rows()),
                rate,
                rate == 0 || status.state() != State.RUNNING ? 0 : left / rate,
                status.why().isEmpty() ? "" : " why=" + Quoted.of(status.why())));
    err.flush();
  }

  private void show(VerifyStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    for (Finding finding : status.findings()) {
      finding
          .examples()
          .forEach(
              (difference, keys) ->
                  keys.forEach(
                      key ->
                          err.println(
                              "pool=%s transformer=%s example=%s key=%s"
                                  .formatted(
                                      finding.pool(),
                                      finding.transformer(),
                                      difference.name().toLowerCase(Locale.ROOT),
                                      key))));
      if (finding.unsettled() > 0) {
        err.println(
            "pool=%s transformer=%s unsettled=%d: these keys changed whenever they were looked at"
                .formatted(finding.pool(), finding.transformer(), finding.unsettled()));
      }
      if (!scope.isJson()) {
        out.println(
            "pool=%s transformer=%s checked=%d missing=%d different=%d surplus=%d repaired=%d"
                .formatted(
                    finding.pool(),
                    finding.transformer(),
                    finding.checked(),
                    finding.missing(),
                    finding.different(),
                    finding.surplus(),
                    finding.repaired()));
      }
    }
    if (scope.isJson()) {
      out.println(RequestJson.write(status));
    }
    err.flush();
  }
}
