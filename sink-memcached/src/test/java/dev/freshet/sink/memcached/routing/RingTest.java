package dev.freshet.sink.memcached.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RingTest {

  private static final List<LabelledServer> SERVERS =
      Stream.of("c", "b", "a").map(label -> new LabelledServer(label, 1, false)).toList();

  /** The points 10, 20 and -1, which is the highest without a sign; all three share 12. */
  private static Ring ring(RingOrder order) {
    return Ring.of(
        SERVERS, List.of(new int[] {10, 12}, new int[] {20, 12}, new int[] {-1, 12}), order);
  }

  @Test
  void aHashBelongsToTheFirstPointAtOrBehindIt() {
    Ring ring = ring(RingOrder.RISING);
    assertThat(ring.serverOf(10)).isZero();
    assertThat(ring.serverOf(13)).isOne();
    assertThat(ring.serverOf(20)).isOne();
    assertThat(ring.serverOf(21)).isEqualTo(2);
    assertThat(ring.serverOf(Integer.MIN_VALUE)).isEqualTo(2);
    assertThat(ring.serverOf(0)).isZero();
  }

  @Test
  void behindTheLastPointIsTheFirst() {
    Ring ring =
        Ring.of(SERVERS, List.of(new int[] {7}, new int[] {5}, new int[] {6}), RingOrder.RISING);
    assertThat(ring.serverOf(8)).isOne();
    assertThat(ring.serverOf(-1)).isOne();
  }

  @Test
  void fallingIsTheLastPointAtOrBefore() {
    Ring ring = ring(RingOrder.FALLING);
    assertThat(ring.serverOf(10)).isZero();
    assertThat(ring.serverOf(11)).isZero();
    assertThat(ring.serverOf(19)).isZero();
    assertThat(ring.serverOf(-2)).isOne();
    assertThat(ring.serverOf(9)).isEqualTo(2);
  }

  @Test
  void withASignTheHighestIsTheLowest() {
    Ring ring = ring(RingOrder.RISING_SIGNED_LAST_WINS);
    assertThat(ring.serverOf(-5)).isEqualTo(2);
    assertThat(ring.serverOf(0)).isZero();
    assertThat(ring.serverOf(21)).isEqualTo(2);
  }

  @Test
  void aSharedPointIsTheFirstServersOrTheLastOnes() {
    assertThat(ring(RingOrder.RISING).serverOf(11)).isZero();
    assertThat(ring(RingOrder.FALLING).serverOf(12)).isZero();
    assertThat(ring(RingOrder.RISING_LAST_WINS).serverOf(11)).isEqualTo(2);
    assertThat(ring(RingOrder.RISING_SIGNED_LAST_WINS).serverOf(11)).isEqualTo(2);
  }

  @Test
  void aSharedPointDecidesAmongTheLabelsInTheirOrder() {
    for (int point : new int[] {12, 13, 14, -1, -2, -3}) {
      int[] points = {point};
      Ring ring = Ring.of(SERVERS, List.of(points, points, points), RingOrder.RISING_POINT_DECIDES);
      int placeByLabel = Integer.remainderUnsigned(point, 3);
      assertThat(ring.serverOf(0)).isEqualTo(2 - placeByLabel);
    }
  }
}
