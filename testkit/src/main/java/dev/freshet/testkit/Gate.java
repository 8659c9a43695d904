package dev.freshet.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What each piece of data of a {@link FaultProxy} passes: open, slow, lossy or shut. Thread-safe.
 */
final class Gate {
  /** Linux's TCP_RTO_MIN: what is lost is not sent again sooner. */
  private static final long RETRANSMISSION_NANOS = Duration.ofMillis(200).toNanos();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean shut;
  private Duration delay = Duration.ZERO;
  private double loss;

  /**
   * A piece of data under way.
   *
   * @param arrived when it came in, in System.nanoTime's nanoseconds
   * @param lot where in the range from 0 to 1 it is: the lower part is lost
   */
  record Piece(long arrived, double lot) {
    static Piece arrivingNow() {
      return new Piece(System.nanoTime(), ThreadLocalRandom.current().nextDouble());
    }
  }

  void open() {
    lock.lock();
    try {
      shut = false;
      delay = Duration.ZERO;
      loss = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void slow(Duration held) {
    lock.lock();
    try {
      shut = false;
      delay = held;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void lose(double share) {
    lock.lock();
    try {
      shut = false;
      loss = share;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void shut() {
    lock.lock();
    try {
      shut = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it holds data back that goes on moving. */
  boolean isSlow() {
    lock.lock();
    try {
      return !shut && !delay.isZero();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a piece of data may pass. */
  void pass(Piece piece) throws IOException {
    lock.lock();
    try {
      for (long left = left(piece); shut || left > 0; left = left(piece)) {
        if (shut) {
          changed.await();
        } else {
          changed.awaitNanos(left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a test held data back", e);
    } finally {
      lock.unlock();
    }
  }

  private long left(Piece piece) {
    long held = delay.toNanos();
    if (piece.lot() < loss) {
      held += RETRANSMISSION_NANOS + 2 * delay.toNanos();
    }
    return held - (System.nanoTime() - piece.arrived());
  }
}
