package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts programs that end with this JVM, even if it is killed.
 *
 * <p>Linux sends the parent-death signal (prctl(2), PR_SET_PDEATHSIG) when the <em>thread</em> that
 * started the program ends, so one thread that lives as long as the JVM starts all of them.
 *
 * <p>Thread-safe.
 */
final class ProcessLauncher {
  private static final ExecutorService LAUNCHER =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "freshet-testkit-launcher");
            thread.setDaemon(true);
            return thread;
          });

  private ProcessLauncher() {}

  /** Starts a program with both outputs appended to a file. */
  static Process launch(List<String> command, Path log) {
    List<String> whole = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
    whole.addAll(command);
    Future<Process> started =
        LAUNCHER.submit(
            () ->
                new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
    try {
      return started.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new ServerException(
            "cannot run "
                + whole
                + ": install it; setpriv is in the package util-linux of every Linux",
            cause);
      }
      throw new ServerException("cannot run " + whole, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while starting " + whole.get(4), e);
    }
  }
}
