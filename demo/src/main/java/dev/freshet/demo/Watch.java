package dev.freshet.demo;

import dev.freshet.demo.CachePool.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Watches one pool from before a change until the change has arrived there. What the pool held
 * before the change already proves nothing and does not count as arrived.
 */
final class Watch {

  /** A key that the pool holds at the moment it is as expected. */
  private record Sight(Expectation expectation, long nanos, String server) {}

  private static final long PAUSE_NANOS = 100_000;

  private final CachePool pool;
  private final List<Expectation> metBefore;
  private final List<Expectation> missing;
  private final List<Sight> seen = new ArrayList<>();
  private final long deadlineNanos;

  private Watch(
      CachePool pool, List<Expectation> metBefore, List<Expectation> missing, Duration patience) {
    this.pool = pool;
    this.metBefore = metBefore;
    this.missing = new ArrayList<>(missing);
    this.deadlineNanos = System.nanoTime() + patience.toNanos();
  }

  /**
   * Begins to watch for a change that has not been committed yet.
   *
   * @param patience how long to wait for what does not come
   * @param committed when COMMIT was sent, by {@link System#nanoTime}
   */
  static CompletableFuture<List<Arrival>> forChange(
      CachePool pool,
      List<Expectation> expectations,
      Duration patience,
      CompletableFuture<Long> committed) {
    List<Expectation> metBefore =
        expectations.stream()
            .filter(expected -> expected.isMetBy(pool.find(expected.key()).map(Item::value)))
            .toList();
    List<Expectation> missing =
        expectations.stream().filter(expected -> !metBefore.contains(expected)).toList();
    return new Watch(pool, metBefore, missing, patience).begin(committed);
  }

  /** Begins to watch for what may be there already; times count from now. */
  static CompletableFuture<List<Arrival>> forState(
      CachePool pool, List<Expectation> expectations, Duration patience) {
    return new Watch(pool, List.of(), expectations, patience)
        .begin(CompletableFuture.completedFuture(System.nanoTime()));
  }

  private CompletableFuture<List<Arrival>> begin(CompletableFuture<Long> committed) {
    CompletableFuture<List<Arrival>> answer = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                look();
                answer.complete(arrivals(committed.join()));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            },
            "watch-" + pool.name());
    thread.setDaemon(true);
    thread.start();
    return answer;
  }

  private void look() {
    while (!missing.isEmpty() && System.nanoTime() < deadlineNanos) {
      for (Expectation expectation : List.copyOf(missing)) {
        Optional<Item> item = pool.find(expectation.key());
        if (expectation.isMetBy(item.map(Item::value))) {
          String server = item.map(Item::server).orElse("");
          seen.add(new Sight(expectation, System.nanoTime(), server));
          missing.remove(expectation);
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private List<Arrival> arrivals(long committedNanos) {
    List<Arrival> arrivals = new ArrayList<>();
    for (Expectation expectation : metBefore) {
      arrivals.add(missed(expectation, "was so before the change already"));
    }
    for (Sight sight : seen) {
      Duration after = Duration.ofNanos(Math.max(0, sight.nanos() - committedNanos));
      arrivals.add(
          new Arrival(pool.name(), sight.expectation(), Optional.of(after), sight.server()));
    }
    for (Expectation expectation : missing) {
      Optional<Item> item = pool.find(expectation.key());
      arrivals.add(
          missed(expectation, item.map(found -> "holds " + found.value()).orElse("is not there")));
    }
    return arrivals;
  }

  private Arrival missed(Expectation expectation, String note) {
    return new Arrival(pool.name(), expectation, Optional.empty(), note);
  }
}
