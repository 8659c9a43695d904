package dev.freshet.daemon.command;

import dev.freshet.daemon.admin.AdminClient;
import dev.freshet.daemon.admin.StatusException;
import dev.freshet.daemon.config.Configuration;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Follows work that takes long, in this process or in a running daemon. */
final class LongWork {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration REPORT = Duration.ofSeconds(2);

  private LongWork() {}

  /** Tells how far it is. */
  @FunctionalInterface
  interface Progress<S> {
    S status() throws StatusException, InterruptedException;
  }

  /**
   * Follows it to its end.
   *
   * @param goesOn whether that is how work is that goes on
   * @param messages where it is shown how far it is: by bars on a terminal, elsewhere by a report
   *     every two seconds
   * @param parts what bars are drawn for
   * @return how it was at the end
   */
  static <S> S await(
      Progress<S> progress,
      Predicate<S> goesOn,
      PrintWriter messages,
      Function<S, List<ProgressBars.Part>> parts,
      Consumer<S> report)
      throws StatusException, InterruptedException {
    ProgressBars bars = new ProgressBars(messages, System::nanoTime);
    long nextReport = System.nanoTime() + REPORT.toNanos();
    S status = progress.status();
    try {
      while (goesOn.test(status)) {
        Thread.sleep(LOOK.toMillis());
        status = progress.status();
        if (ProgressBars.areShown()) {
          bars.draw(parts.apply(status));
        } else if (System.nanoTime() > nextReport) {
          report.accept(status);
          nextReport = System.nanoTime() + REPORT.toNanos();
        }
      }
    } finally {
      bars.erase();
    }
    return status;
  }

  /** A daemon that answers as the configuration says and is the configured one. */
  static Optional<AdminClient> runningDaemon(Configuration loaded) throws InterruptedException {
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
}
