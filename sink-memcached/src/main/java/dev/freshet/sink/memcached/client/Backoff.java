package dev.freshet.sink.memcached.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between attempts: each about twice the last up to a limit, of which a random half is taken
 * off, so that many clients do not come back at once. Used by one thread.
 */
final class Backoff {

  private final long firstMillis;
  private final long maxMillis;
  private final RandomGenerator random;
  private long nextMillis;

  Backoff(Duration first, Duration max, RandomGenerator random) {
    this.firstMillis = Math.max(1, first.toMillis());
    this.maxMillis = Math.max(firstMillis, max.toMillis());
    this.random = random;
    this.nextMillis = firstMillis;
  }

  /** The next pause, in milliseconds. */
  long next() {
    long pause = nextMillis / 2 + random.nextLong(nextMillis / 2 + 1);
    nextMillis = Math.min(maxMillis, nextMillis * 2);
    return Math.max(1, pause);
  }

  /** The next pause is the shortest again. */
  void reset() {
    nextMillis = firstMillis;
  }
}
