package dev.freshet.connector.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class GtidSetTest {

  private static final String A = "00000000-0000-0000-0000-00000000000a";
  private static final String B = "ffffffff-0000-0000-0000-00000000000b";
  private static final GtidSource OF_A = GtidSource.of(A, "");

  private static String normal(String text) {
    return GtidSet.parse(text).toString();
  }

  @Test
  void theServersTextIsReadAndWritten() {
    assertThat(normal("")).isEmpty();
    assertThat(normal(B + ":1-5:7,\n" + A.toUpperCase(Locale.ROOT) + ":3"))
        .isEqualTo(A + ":3," + B + ":1-5:7");
    assertThat(normal(A + ":1-2:blue:5:7-9:Red:1"))
        .isEqualTo(A + ":1-2," + A + ":blue:5:7-9," + A + ":red:1");
  }

  @Test
  void intervalsThatTouchBecomeOne() {
    assertThat(normal(A + ":5-6:1-2:3-4:9:8")).isEqualTo(A + ":1-6:8-9");
    assertThat(normal(A + ":1-10:3-4")).isEqualTo(A + ":1-10");
    assertThat(normal(A + ":1:3:5:7:2-6")).isEqualTo(A + ":1-7");
  }

  @Test
  void addingLeavesTheOriginalAsItIs() {
    GtidSet set = GtidSet.parse(A + ":1-3");
    assertThat(set.with(OF_A, 4, 6)).hasToString(A + ":1-6");
    assertThat(set.with(GtidSource.of(B, "t"), 1, 1)).hasToString(A + ":1-3," + B + ":t:1");
    assertThat(set).hasToString(A + ":1-3");
  }

  @Test
  void containmentIsByTransaction() {
    GtidSet set = GtidSet.parse(A + ":1-5:8-9," + B + ":1");
    assertThat(set.contains(new Gtid(OF_A, 5))).isTrue();
    assertThat(set.contains(new Gtid(OF_A, 6))).isFalse();
    assertThat(set.containsAll(GtidSet.parse(A + ":2-3:9"))).isTrue();
    assertThat(set.containsAll(GtidSet.parse(A + ":5-8"))).isFalse();
    assertThat(set.containsAll(GtidSet.parse(A + ":t:1"))).isFalse();
    assertThat(GtidSet.EMPTY.containsAll(set)).isFalse();
    assertThat(set.containsAll(GtidSet.EMPTY)).isTrue();
  }

  @Test
  void whatIsMissingIsWhatIsLeftWithoutTheOther() {
    GtidSet set = GtidSet.parse(A + ":1-10:20," + B + ":1-3," + B + ":t:1");
    assertThat(set.without(GtidSet.parse(A + ":1-2:5-6:10-19," + B + ":1-9")))
        .hasToString(A + ":3-4:7-9:20," + B + ":t:1");
    assertThat(set.without(set)).isEqualTo(GtidSet.EMPTY);
    assertThat(set.without(GtidSet.EMPTY)).isEqualTo(set);
    assertThat(GtidSet.EMPTY.without(set)).isEqualTo(GtidSet.EMPTY);
  }

  @Test
  void togetherTwoSetsHoldWhatEitherHolds() {
    GtidSet set = GtidSet.parse(A + ":1-3:7");
    assertThat(set.with(GtidSet.parse(A + ":4-5," + B + ":t:2")))
        .hasToString(A + ":1-5:7," + B + ":t:2");
    assertThat(set.with(GtidSet.EMPTY)).isEqualTo(set);
  }

  @Test
  void malformedTextIsNamed() {
    for (String text : new String[] {"x", "x:1", A, A + ":5-1", A + ":0", A + ":1-x", A + ":1:-"}) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> GtidSet.parse(text));
    }
  }
}
