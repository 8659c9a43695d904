package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpiryTest {

  private static final int DAYS_30 = 2_592_000;
  private static final long NOW = 1_800_000_000L;

  @Test
  void upToThirtyDaysItIsRelative() {
    assertThat(Expiry.of(0, NOW)).isZero();
    assertThat(Expiry.of(1, NOW)).isEqualTo(1);
    assertThat(Expiry.of(DAYS_30, NOW)).isEqualTo(DAYS_30);
  }

  @Test
  void beyondThirtyDaysItIsAbsolute() {
    assertThat(Expiry.of(DAYS_30 + 1, NOW)).isEqualTo(NOW + DAYS_30 + 1);
  }

  @Test
  void itNeverExceedsWhatServersKeep() {
    assertThat(Expiry.of(Integer.MAX_VALUE, NOW)).isEqualTo(Integer.MAX_VALUE);
    assertThat(Expiry.of(DAYS_30 + 1, Integer.MAX_VALUE - 1000L)).isEqualTo(DAYS_30);
    assertThat(Expiry.of(Integer.MAX_VALUE, Integer.MAX_VALUE + 1000L)).isEqualTo(DAYS_30);
  }
}
