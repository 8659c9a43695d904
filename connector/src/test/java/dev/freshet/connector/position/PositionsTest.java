package dev.freshet.connector.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {

  private static final String A = "00000000-0000-0000-0000-00000000000a";
  private static final GtidSource OF_A = GtidSource.of(A, "");
  private static final GtidSource TAGGED = GtidSource.of(A, "blue");

  private static BinlogPosition parse(String text) {
    return PositionText.parse(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gtid:",
        "gtid:" + A + ":1-5",
        "mariadb-gtid:",
        "mariadb-gtid:0-1-18446744073709551615,5-4294967295-3",
        "file:binlog.000003:5000000000",
        "file:with.dots:and-colon.1:4"
      })
  void textComesBackAsItWas(String text) {
    assertThat(parse(text).text()).isEqualTo(text);
    assertThat(parse(text)).isEqualTo(parse(text)).hasSameHashCodeAs(parse(text));
    assertThat(parse(text).covers(parse(text))).isTrue();
    assertThat(parse(text).order(BinlogPosition.ALL_CHANGES)).isBetween(0L, (1L << 62) - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kafka:1",
        "gtid:x",
        "mariadb-gtid:1-2",
        "file:binlog:4",
        "file:b.1:x",
        "file:"
      })
  void otherTextIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
  }

  @Test
  void gtidPositionsGrowByTransactions() {
    GtidPosition start = GtidPosition.behind(GtidSet.parse(A + ":1-5"));
    GtidPosition one = start.with(new Gtid(OF_A, 6));
    GtidPosition two = one.with(new Gtid(OF_A, 7));
    GtidPosition three = two.with(new Gtid(TAGGED, 1));
    GtidPosition gap = three.with(new Gtid(OF_A, 9));
    GtidPosition filled = gap.with(new Gtid(OF_A, 8));
    GtidPosition[] all = {start, one, two, three, gap, filled};
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < all.length; j++) {
        assertThat(all[i].covers(all[j])).as(all[i] + " covers " + all[j]).isEqualTo(i >= j);
        assertThat(parse(all[i].text()).covers(all[j])).isEqualTo(i >= j);
      }
    }
    assertThat(gap.text()).isEqualTo("gtid:" + A + ":1-7:9," + A + ":blue:1");
    assertThat(filled.text()).isEqualTo("gtid:" + A + ":1-9," + A + ":blue:1");
    assertThat(two.contains(new Gtid(OF_A, 7))).isTrue();
    assertThat(one.contains(new Gtid(OF_A, 7))).isFalse();
    assertThat(two.with(new Gtid(OF_A, 6))).isEqualTo(two);
  }

  @Test
  void mariadbPositionsHoldTheLastOfEachDomain() {
    MariadbGtidPosition start = MariadbGtidPosition.parse("0-1-10");
    MariadbGtidPosition one = start.with(new MariadbGtid(0, 2, 11));
    MariadbGtidPosition two = one.with(new MariadbGtid(7, 1, 1));
    MariadbGtidPosition three = two.with(new MariadbGtid(0, 1, 12));
    MariadbGtidPosition[] all = {start, one, two, three};
    for (int i = 0; i < all.length; i++) {
      for (int j = 0; j < all.length; j++) {
        assertThat(all[i].covers(all[j])).as(all[i] + " covers " + all[j]).isEqualTo(i >= j);
      }
    }
    assertThat(three.gtidList()).isEqualTo("0-1-12,7-1-1");
  }

  @Test
  void filesAreComparedByNumber() {
    assertThat(parse("file:b.1000000:4").covers(parse("file:b.999999:500"))).isTrue();
    assertThat(parse("file:b.999999:500").covers(parse("file:b.1000000:4"))).isFalse();
    assertThat(parse("file:b.000002:5000000000").covers(parse("file:b.000002:4999999999")))
        .isTrue();
    assertThat(parse("file:b.000002:4").covers(parse("file:b.000002:5"))).isFalse();
  }

  @Test
  void theOrderGrowsAlongTheStream() {
    GtidPosition start = GtidPosition.behind(GtidSet.parse(A + ":1-5"));
    GtidPosition one = start.with(new Gtid(OF_A, 6));
    GtidPosition two = one.with(new Gtid(TAGGED, 1)).with(new Gtid(TAGGED, 2));
    MariadbGtidPosition otherDomain =
        MariadbGtidPosition.parse("0-1-10,3-1-5").with(new MariadbGtid(7, 1, 1));
    assertGrows(order(start), one.order(0), one.order(7), order(one), two.order(0), order(two));
    assertGrows(
        order(parse("mariadb-gtid:0-1-10,3-1-5")),
        order(otherDomain),
        order(otherDomain.with(new MariadbGtid(3, 2, 6))));
    assertGrows(
        order(parse("file:b.999999:500")),
        order(parse("file:b.999999:5000000000")),
        order(parse("file:b.1000000:4")),
        order(parse("file:b.1048575:4")),
        order(parse("file:b.1048576:4")));
  }

  @Test
  void theOrderIsTheSameWhereverReadingBegan() {
    GtidPosition early = GtidPosition.behind(GtidSet.parse(A + ":1-5"));
    assertThat(order(early.with(new Gtid(OF_A, 6)).with(new Gtid(OF_A, 7))))
        .isEqualTo(order(GtidPosition.behind(GtidSet.parse(A + ":1-7"))));
    assertThat(order(MariadbGtidPosition.parse("0-1-10").with(new MariadbGtid(0, 2, 11))))
        .isEqualTo(order(MariadbGtidPosition.parse("0-2-11")));
  }

  private static long order(BinlogPosition position) {
    return position.order(BinlogPosition.ALL_CHANGES);
  }

  private static void assertGrows(Long... orders) {
    assertThat(orders).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void positionsOfDifferentKindsDoNotCoverEachOther() {
    assertThat(parse("gtid:").covers(parse("file:b.1:4"))).isFalse();
    assertThat(parse("mariadb-gtid:").covers(parse("gtid:"))).isFalse();
    assertThat(parse("file:b.1:4").covers(parse("mariadb-gtid:"))).isFalse();
  }

  @Test
  void twoPlacesTogetherCoverBoth() {
    String uuid = "00000000-0000-0000-0000-00000000000a";
    BinlogPosition mysql = PositionText.parse("gtid:" + uuid + ":1-5");
    assertThat(mysql.joinedWith(PositionText.parse("gtid:" + uuid + ":3-9")).text())
        .isEqualTo("gtid:" + uuid + ":1-9");
    assertThat(mysql.joinedWith(PositionText.parse("gtid:" + uuid + ":1-4"))).isSameAs(mysql);
    BinlogPosition mariadb = PositionText.parse("mariadb-gtid:0-1-9,5-1-3");
    assertThat(mariadb.joinedWith(PositionText.parse("mariadb-gtid:0-1-8,5-2-4,7-1-1")).text())
        .isEqualTo("mariadb-gtid:0-1-9,5-2-4,7-1-1");
    assertThat(mysql.joinedWith(mariadb)).isSameAs(mariadb);
  }

  @Test
  void aPlaceAheadCoversThoseUpToThere() {
    GtidPosition gtid = GtidPosition.behind(GtidSet.parse(A + ":1-5")).with(new Gtid(OF_A, 6));
    assertThat(gtid.ahead(10).text()).isEqualTo("gtid:" + A + ":1-16");
    assertThat(gtid.ahead(10).covers(gtid)).isTrue();
    assertThat(gtid.ahead(1).covers(gtid.with(new Gtid(OF_A, 7)))).isTrue();
    assertThat(gtid.ahead(1).covers(gtid.with(new Gtid(OF_A, 8)))).isFalse();
    assertThat(gtid.ahead(1).covers(gtid.with(new Gtid(TAGGED, 1)))).isFalse();
    GtidPosition unknown = GtidPosition.behind(GtidSet.parse(A + ":1-5"));
    assertThat(unknown.ahead(10)).isSameAs(unknown);

    MariadbGtidPosition mariadb =
        MariadbGtidPosition.parse("0-1-7,5-2-3").with(MariadbGtid.parse("0-1-8"));
    assertThat(mariadb.ahead(10).text()).isEqualTo("mariadb-gtid:0-1-18,5-2-3");
    assertThat(mariadb.ahead(1).covers(mariadb.with(MariadbGtid.parse("0-1-9")))).isTrue();
    assertThat(mariadb.ahead(1).covers(mariadb.with(MariadbGtid.parse("5-2-4")))).isFalse();

    FilePosition file = new FilePosition("binlog.000003", 100);
    assertThat(file.ahead(2)).as("the file may end before").isSameAs(file);
  }
}
