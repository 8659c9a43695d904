package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(1000));

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
    assertThat(backoff.nextMillis()).isBetween(100L, 200L);
    assertThat(backoff.nextMillis()).isBetween(200L, 400L);
    assertThat(backoff.nextMillis()).isBetween(400L, 800L);
    assertThat(backoff.nextMillis()).isBetween(500L, 1000L);
    assertThat(backoff.nextMillis()).isBetween(500L, 1000L);
  }

  @Test
  void whoeverWasDisplacedWaitsAsLongAsThereIs() {
    backoff.lengthen();
    assertThat(backoff.nextMillis()).isBetween(500L, 1000L);
    backoff.reset();
    assertThat(backoff.nextMillis()).isBetween(50L, 100L);
  }
}
