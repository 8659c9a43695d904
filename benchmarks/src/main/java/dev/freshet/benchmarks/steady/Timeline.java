package dev.freshet.benchmarks.steady;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When each change was begun, had been committed, and was seen: times of {@link System#nanoTime()}.
 * Thread-safe.
 */
final class Timeline {
  /** For what has not been yet. */
  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicLongArray committed;
  private final AtomicLongArray seen;
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger unseen;

  Timeline(int changes) {
    committed = new AtomicLongArray(changes);
    seen = new AtomicLongArray(changes);
    unseen = new AtomicInteger(changes);
    for (int i = 0; i < changes; i++) {
      committed.set(i, NEVER);
      seen.set(i, NEVER);
    }
  }

  /** A change is about to be made: it, and all before it, may be seen from now on. */
  void begin(int change) {
    begun.accumulateAndGet(change + 1, Math::max);
  }

  void commit(int change, long nanos) {
    committed.set(change, nanos);
  }

  void see(int change, long nanos) {
    seen.set(change, nanos);
    unseen.decrementAndGet();
  }

  /** How many changes may have been begun, from the first on. */
  int begun() {
    return begun.get();
  }

  boolean isSeen(int change) {
    return seen.get(change) != NEVER;
  }

  boolean allSeen() {
    return unseen.get() == 0;
  }

  /** When it had been committed. */
  long committedNanos(int change) {
    return committed.get(change);
  }

  /**
   * How long after its commit a change was seen, in nanoseconds. It is negative for one that was
   * seen before the server had answered.
   */
  long latencyNanos(int change) {
    return seen.get(change) - committed.get(change);
  }
}
