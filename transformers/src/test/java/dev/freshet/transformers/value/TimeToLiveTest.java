package dev.freshet.transformers.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.operation.CacheKey;
import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeToLiveTest {

  private static final CacheKey KEY = CacheKey.of("user:1");

  @Test
  void timesAreRoundedUpToWholeSeconds() {
    assertThat(seconds(Duration.ZERO)).isZero();
    assertThat(seconds(Duration.ofMillis(1))).isEqualTo(1);
    assertThat(seconds(Duration.ofSeconds(30))).isEqualTo(30);
    assertThat(seconds(Duration.ofMillis(30_001))).isEqualTo(31);
    assertThat(seconds(TimeToLive.MAXIMUM)).isEqualTo(315_360_000);
  }

  @Test
  void jitterShortensByItsShareAtMostAndSpreadsKeysEvenly() {
    TimeToLive ttl = TimeToLive.of(Duration.ofSeconds(1000), 0.1);
    IntSummaryStatistics seconds =
        IntStream.range(0, 10_000)
            .map(i -> ttl.secondsOf(CacheKey.of("user:" + i)))
            .summaryStatistics();
    assertThat(seconds.getMax()).isBetween(998, 1000);
    assertThat(seconds.getMin()).isBetween(900, 902);
    assertThat(seconds.getAverage()).isBetween(948.0, 952.0);
  }

  @Test
  void aKeyAlwaysGetsTheSameTime() {
    TimeToLive ttl = TimeToLive.of(Duration.ofHours(1), 0.5);
    assertThat(ttl.secondsOf(KEY)).isEqualTo(ttl.secondsOf(CacheKey.of("user:1"))).isEqualTo(2473);
  }

  @Test
  void jitterNeverMakesAValueLiveForEver() {
    TimeToLive ttl = TimeToLive.of(Duration.ofSeconds(1), 1);
    assertThat(IntStream.range(0, 1000).map(i -> ttl.secondsOf(CacheKey.of("k" + i))))
        .containsOnly(1);
  }

  @Test
  void timesBeyondMemcachedsClockAreRefused() {
    assertThatThrownBy(() -> TimeToLive.of(TimeToLive.MAXIMUM.plusSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a time to live of PT87600H1S is too long");
  }

  private static int seconds(Duration duration) {
    return TimeToLive.of(duration, 0).secondsOf(KEY);
  }
}
