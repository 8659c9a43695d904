package dev.freshet.daemon.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells whether all that was handed over with it has been carried out by every pool that got it.
 * Thread-safe.
 */
final class Receipt {

  private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

  /** Those who have not acknowledged, and whoever gives it out. */
  private final AtomicInteger open = new AtomicInteger(1);

  /** One more has to acknowledge. */
  void expect() {
    open.incrementAndGet();
  }

  /** One has acknowledged, or it has been given to all. */
  void acknowledge() {
    if (open.decrementAndGet() == 0) {
      outcome.complete(true);
    }
  }

  /** One of them may not have carried out all of it, and never will. */
  void lose() {
    outcome.complete(false);
  }

  /** Whether all of it has been carried out, once that is known. */
  CompletableFuture<Boolean> outcome() {
    return outcome;
  }
}
