package dev.freshet.connector.binlog;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts: each up to twice as long as the one before, and of random length, so
 * that many who wait for one server do not come all at once. Not thread-safe.
 */
public final class Backoff {

  private final long minimumMillis;
  private final long maximumMillis;
  private long nextMillis;

  public Backoff(Duration minimum, Duration maximum) {
    minimumMillis = minimum.toMillis();
    maximumMillis = maximum.toMillis();
    nextMillis = minimumMillis;
  }

  /** The next pause is the shortest again. */
  public void reset() {
    nextMillis = minimumMillis;
  }

  /** The next pause is the longest. */
  public void lengthen() {
    nextMillis = maximumMillis;
  }

  public void pause() throws InterruptedException {
    Thread.sleep(nextMillis());
  }

  /** How long the next pause is, in milliseconds: half of it is fixed and half is random. */
  long nextMillis() {
    long pause = nextMillis;
    nextMillis = Math.min(maximumMillis, 2 * pause);
    return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }
}
