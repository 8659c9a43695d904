package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void pausesDoubleUpToTheLimitWithARandomHalfTakenOff() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(1));
    for (int limit : new int[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.next()).isBetween(limit / 2L, (long) limit);
    }
    backoff.reset();
    assertThat(backoff.next()).isBetween(50L, 100L);
  }

  @Test
  void aPauseIsNeverZero() {
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.next()).isEqualTo(1);
    }
  }
}
