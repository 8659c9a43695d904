package dev.freshet.daemon.scan;

import java.util.concurrent.TimeUnit;

/** Keeps several threads together below a number of rows per second. Thread-safe. */
final class Pace {

  private final long rowsPerSecond;
  private long nextNanos = System.nanoTime();

  /**
   * @param rowsPerSecond how many rows there may be in a second; 0 for no limit
   */
  Pace(long rowsPerSecond) {
    this.rowsPerSecond = rowsPerSecond;
  }

  /** How many rows to read at a time: no more than in half a second. */
  int chunk(int most) {
    return rowsPerSecond == 0 ? most : (int) Math.max(1, Math.min(most, rowsPerSecond / 2));
  }

  /** Waits until {@code rows} more may be read. */
  void await(int rows) throws InterruptedException {
    long waitNanos;
    synchronized (this) {
      long now = System.nanoTime();
      long begin = Math.max(now, nextNanos);
      waitNanos = begin - now;
      nextNanos =
          rowsPerSecond == 0 ? begin : begin + rows * TimeUnit.SECONDS.toNanos(1) / rowsPerSecond;
    }
    TimeUnit.NANOSECONDS.sleep(waitNanos);
  }
}
