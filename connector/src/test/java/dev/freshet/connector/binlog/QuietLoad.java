package dev.freshet.connector.binlog;

import static org.awaitility.Awaitility.await;

import dev.freshet.api.spi.Database;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many threads a server runs when nothing is asked of it: what it counts just after a
 * connection was closed, or while it tidies up, is one more for a moment.
 */
final class QuietLoad {

  private static final Duration QUIET = Duration.ofMillis(500);

  private QuietLoad() {}

  /** The number of threads that has stayed the same for half a second. */
  static int of(Database database) {
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(25))
        .during(QUIET)
        .until(
            () -> {
              int now = database.load().threadsRunning();
              return last.getAndSet(now) == now;
            });
    return last.get();
  }
}
