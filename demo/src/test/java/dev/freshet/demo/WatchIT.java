package dev.freshet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.demo.Expectation.Gone;
import dev.freshet.demo.Expectation.Holds;
import dev.freshet.testkit.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchIT {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);

  @Test
  void tellsWhenAndWhereAValueArrived() throws Exception {
    try (MemcachedServer first = MemcachedServer.start();
        MemcachedServer second = MemcachedServer.start();
        CachePool pool = CachePool.open("east", List.of(first, second))) {
      CompletableFuture<Long> committed = new CompletableFuture<>();
      Holds expected = new Holds("user:1", "Café");
      var watch = Watch.forChange(pool, List.of(expected), LONG, committed);
      committed.complete(System.nanoTime());
      Application.cache(second.address(), "user:1", "Café");

      Arrival arrival = watch.join().get(0);

      assertThat(arrival.hasArrived()).isTrue();
      assertThat(arrival.note()).isEqualTo(second.address());
      assertThat(arrival.expectation()).isEqualTo(expected);
    }
  }

  @Test
  void tellsWhatIsThereInstead() throws Exception {
    try (MemcachedServer server = MemcachedServer.start();
        CachePool pool = CachePool.open("east", List.of(server))) {
      Application.cache(server.address(), "user:1", "old");
      CompletableFuture<Long> committed = CompletableFuture.completedFuture(System.nanoTime());
      List<Expectation> expected = List.of(new Holds("user:1", "new"), new Holds("user:2", "new"));

      List<Arrival> arrivals = Watch.forChange(pool, expected, SHORT, committed).join();

      assertThat(arrivals).noneMatch(Arrival::hasArrived);
      assertThat(arrivals).extracting(Arrival::note).containsExactly("holds old", "is not there");
    }
  }

  @Test
  void whatWasSoBeforeDoesNotCountAsArrived() {
    try (MemcachedServer server = MemcachedServer.start();
        CachePool pool = CachePool.open("east", List.of(server))) {
      CompletableFuture<Long> committed = CompletableFuture.completedFuture(System.nanoTime());

      Arrival arrival =
          Watch.forChange(pool, List.of(new Gone("user:1")), SHORT, committed).join().get(0);

      assertThat(arrival.hasArrived()).isFalse();
      assertThat(arrival.note()).isEqualTo("was so before the change already");
    }
  }
}
