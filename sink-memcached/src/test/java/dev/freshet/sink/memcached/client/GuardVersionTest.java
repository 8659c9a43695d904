package dev.freshet.sink.memcached.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GuardVersionTest {

  @Test
  void aVersionIsAboveAllThatAServerCountsAndGrowsWithTheOrder() {
    long first = GuardVersion.of(0);
    long last = GuardVersion.of((1L << 62) - 1);
    assertThat(first).isEqualTo(4_611_686_018_427_387_904L);
    assertThat(last).isPositive();
    assertThat(GuardVersion.isNewer(last, first)).isTrue();
    assertThat(GuardVersion.isNewer(first, last)).isFalse();
    assertThat(GuardVersion.isNewer(first, first)).isFalse();
    assertThat(GuardVersion.isNewer(first, first - 1)).isTrue();
  }

  @Test
  void casValuesAreUnsigned() {
    assertThat(GuardVersion.isNewer(-1, GuardVersion.of(5))).isTrue();
    assertThat(GuardVersion.isVersion(-1)).isTrue();
  }

  @Test
  void whatTheServerCountedIsNoVersion() {
    assertThat(GuardVersion.isVersion(0)).isFalse();
    assertThat(GuardVersion.isVersion(1_000_000)).isFalse();
    assertThat(GuardVersion.isVersion(GuardVersion.of(0))).isTrue();
  }

  @Test
  void anOrderOutsideItsRangeIsRefused() {
    assertThatThrownBy(() -> GuardVersion.of(-1)).hasMessageContaining("-1");
    assertThatThrownBy(() -> GuardVersion.of(1L << 62)).isInstanceOf(Exception.class);
  }
}
