package dev.freshet.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What each piece of data of a {@link FaultProxy} passes: open, slow or shut. Thread-safe. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean shut;
  private Duration delay = Duration.ZERO;

  void open() {
    set(false, Duration.ZERO);
  }

  void slow(Duration held) {
    set(false, held);
  }

  void shut() {
    set(true, Duration.ZERO);
  }

  private void set(boolean shutNow, Duration held) {
    lock.lock();
    try {
      shut = shutNow;
      delay = held;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a piece of data that came in at this moment may pass. */
  void pass() throws IOException {
    long arrived = System.nanoTime();
    lock.lock();
    try {
      long left = delay.toNanos();
      while (shut || left > 0) {
        if (shut) {
          changed.await();
        } else {
          changed.awaitNanos(left);
        }
        left = delay.toNanos() - (System.nanoTime() - arrived);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a test held data back", e);
    } finally {
      lock.unlock();
    }
  }
}
