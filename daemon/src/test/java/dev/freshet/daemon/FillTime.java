package dev.freshet.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.testkit.MemcachedReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/** Measures how long a pool takes from its first key to its last. */
final class FillTime implements Callable<Duration> {

  private static final long PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();

  private final TestPool pool;
  private final int keys;

  /**
   * @param keys how many there will be
   */
  FillTime(TestPool pool, int keys) {
    this.pool = pool;
    this.keys = keys;
  }

  /**
   * Asks the servers again and again how many items they hold, through the link if there is one.
   */
  @Override
  public Duration call() throws InterruptedException {
    List<MemcachedReader> readers = pool.servers().stream().map(PoolServer::reader).toList();
    try {
      long start = System.nanoTime();
      long first = 0;
      for (long items = items(readers); items < keys; items = items(readers)) {
        long now = System.nanoTime();
        assertThat(now - start)
            .as("time for %s of %s keys", items, keys)
            .isLessThan(PATIENCE_NANOS);
        if (first == 0 && items > 0) {
          first = now;
        }
        Thread.sleep(5);
      }
      assertThat(first).as("when the first keys were seen").isNotZero();
      return Duration.ofNanos(System.nanoTime() - first);
    } finally {
      readers.forEach(MemcachedReader::close);
    }
  }

  private static long items(List<MemcachedReader> readers) {
    return readers.stream()
        .mapToLong(reader -> Long.parseLong(reader.stats().getOrDefault("curr_items", "0")))
        .sum();
  }
}
