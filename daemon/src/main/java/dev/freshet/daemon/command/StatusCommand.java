package dev.freshet.daemon.command;

import dev.freshet.daemon.admin.AdminClient;
import dev.freshet.daemon.admin.DaemonStatus;
import dev.freshet.daemon.config.DaemonSettings;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code freshet status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Shows the running daemon's pools, states, positions and lag, from its admin endpoint.",
    footer = {"", "Example: freshet status --config /etc/freshet/shop.properties"})
public final class StatusCommand implements Callable<Integer> {

  @Mixin private ConfigurationFile configuration = new ConfigurationFile();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    DaemonSettings settings = configuration.load().daemon();
    if (settings.adminListen().isEmpty()) {
      spec.commandLine()
          .getErr()
          .println(
              "admin.listen is empty, so the daemon shows no status; give it an address and restart the"
                  + " daemon");
      return 1;
    }
    print(new AdminClient(settings.adminListen().get(), settings.adminToken()).status());
    return 0;
  }

  private void print(DaemonStatus status) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "name=%s state=%s lag_seconds=%.3f position=%s%n",
        status.name(), status.state(), status.lag().toMillis() / 1000.0, status.position());
    DaemonStatus.SourceStatus source = status.source();
    out.printf(
        "source=%s connected=%s since=%s reconnects=%d failovers=%d%s%n",
        source.server(),
        source.connected(),
        source.since(),
        source.reconnects(),
        source.failovers(),
        why(source.why()));
    for (DaemonStatus.PoolStatus pool : status.pools()) {
      out.printf(
          "pool=%s state=%s since=%s lag_seconds=%.3f queued_bytes=%d done=%s%s%n",
          pool.name(),
          pool.state(),
          pool.since(),
          pool.lag().toMillis() / 1000.0,
          pool.queuedBytes(),
          pool.donePosition(),
          why(pool.why()));
    }
  }

  private static String why(String text) {
    return text.isEmpty() ? "" : " why=" + Quoted.of(text);
  }
}
