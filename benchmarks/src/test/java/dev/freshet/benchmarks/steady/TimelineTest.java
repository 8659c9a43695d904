package dev.freshet.benchmarks.steady;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = new Timeline(3);

  @Test
  void aChangeHasBegunWhenALaterOneHas() {
    timeline.begin(2);
    timeline.begin(0);

    assertThat(timeline.begun()).isEqualTo(3);
  }

  @Test
  void latencyRunsFromTheCommit() {
    timeline.commit(1, 1000);
    timeline.see(1, 1700);
    timeline.see(2, 1900);
    timeline.commit(2, 2000);

    assertThat(timeline.latencyNanos(1)).isEqualTo(700);
    assertThat(timeline.latencyNanos(2)).isEqualTo(-100);
  }

  @Test
  void allAreSeenOnceEachIs() {
    timeline.see(0, 1);
    timeline.see(2, 1);
    assertThat(timeline.allSeen()).isFalse();
    assertThat(timeline.isSeen(1)).isFalse();

    timeline.see(1, 1);
    assertThat(timeline.allSeen()).isTrue();
  }
}
