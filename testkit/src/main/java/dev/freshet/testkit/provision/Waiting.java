package dev.freshet.testkit.provision;

import dev.freshet.testkit.ServerException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for servers to come up. */
public final class Waiting {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Waiting() {}

  /**
   * Asks a server until it answers.
   *
   * @param name what the server is, for messages
   * @param server the server
   * @param limit how long to wait
   * @param question throws {@link ServerException} while there is no answer
   * @return the first answer
   * @throws ServerException if the server ends or does not answer in time; the message holds its
   *     log
   */
  public static <T> T forAnswer(
      String name, RunningServer server, Duration limit, Supplier<T> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    @Nullable ServerException last = null;
    while (System.nanoTime() < deadline) {
      boolean running = server.isRunning();
      try {
        return question.get();
      } catch (ServerException e) {
        last = e;
      }
      if (!running) {
        throw new ServerException(
            name + " ended while it started on port " + server.port() + ":\n" + server.logTail(),
            last);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    throw new ServerException(
        name
            + " did not answer on port "
            + server.port()
            + " within "
            + limit.toSeconds()
            + " s:\n"
            + server.logTail(),
        last);
  }
}
