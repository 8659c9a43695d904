package dev.freshet.daemon.warm;

import dev.freshet.api.spi.QueryException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for what is away, and says what that is. Thread-safe. */
final class Waiting {

  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
  private static final Duration RETRY = Duration.ofMillis(500);

  private volatile String why = "";
  private volatile String lastReason = "";

  /** What is waited for; empty where it is for nothing. */
  String why() {
    return why;
  }

  /** Shows what is waited for; empty where that is over. */
  void show(String reason) {
    if (!reason.isEmpty() && !reason.equals(lastReason)) {
      LOG.warn("Warm-up waits and tries again: {}", reason);
      lastReason = reason;
    }
    why = reason;
  }

  /** Waits a while. */
  void await(String reason) throws InterruptedException {
    show(reason);
    Thread.sleep(RETRY.toMillis());
    show("");
  }

  /** The same for a question that failed: what the database refuses it will refuse again. */
  void await(QueryException failure) throws InterruptedException, WarmException {
    if (failure.isRefused()) {
      throw new WarmException(String.valueOf(failure.getMessage()));
    }
    await(String.valueOf(failure.getMessage()));
  }
}
