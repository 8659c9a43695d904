package dev.freshet.daemon.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final long UNKNOWN = -1;

  private final Patience patience = new Patience();

  @Test
  void halfASecondIsAlwaysGranted() {
    spendMillis(500);
    assertThat(patience.isOver(UNKNOWN)).isFalse();
    assertThat(patience.isOver(0)).isFalse();
    spendMillis(1);
    assertThat(patience.isOver(UNKNOWN)).isTrue();
    assertThat(patience.isOver(0)).isTrue();
  }

  @Test
  void behindABacklogHalfOfItsAgeIsGrantedToo() {
    spendMillis(5_400);
    assertThat(patience.isOver(TimeUnit.SECONDS.toMicros(10))).isFalse();
    spendMillis(200);
    assertThat(patience.isOver(TimeUnit.SECONDS.toMicros(10))).isTrue();
    assertThat(patience.isOver(TimeUnit.SECONDS.toMicros(11))).isFalse();
  }

  @Test
  void aPoolThatIsTooSlowForWhatIsWrittenNowDelaysOthersByASecond() {
    int millis = 0;
    while (!patience.isOver(TimeUnit.MILLISECONDS.toMicros(millis))) {
      spendMillis(100);
      millis += 100;
    }
    assertThat(millis).isBetween(1_000, 1_200);
  }

  @Test
  void aWrongClockGrantsNoMoreThanHalfAMinute() {
    spendMillis(30_001);
    assertThat(patience.isOver(TimeUnit.DAYS.toMicros(365))).isTrue();
  }

  @Test
  void whoTakesNothingAnyMoreIsNotWaitedForLong() {
    long behind = TimeUnit.HOURS.toMicros(1);
    for (int i = 0; i < 29; i++) {
      patience.spend(TimeUnit.MILLISECONDS.toNanos(100), true);
    }
    assertThat(patience.isOver(behind)).isFalse();
    patience.spend(TimeUnit.MILLISECONDS.toNanos(100), true);
    assertThat(patience.isOver(behind)).isTrue();
    spendMillis(1);
    assertThat(patience.isOver(behind)).as("takes something again").isFalse();
  }

  private void spendMillis(long millis) {
    patience.spend(TimeUnit.MILLISECONDS.toNanos(millis), false);
  }
}
