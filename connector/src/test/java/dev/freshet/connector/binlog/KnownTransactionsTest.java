package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.MariadbGtid;
import dev.freshet.connector.position.MariadbGtidPosition;
import dev.freshet.connector.position.PositionText;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownTransactionsTest {

  private static final String A = "00000000-0000-0000-0000-00000000000a";
  private static final String B = "ffffffff-0000-0000-0000-00000000000b";

  private static BinlogPosition mysql(String text) {
    return PositionText.parse("gtid:" + text);
  }

  private static BinlogPosition mariadb(String text) {
    return PositionText.parse("mariadb-gtid:" + text);
  }

  private static KnownTransactions ofMysql(String executed) {
    return new KnownTransactions.OfMysql(GtidSet.parse(executed));
  }

  private static KnownTransactions ofMariadb(String written, String ofServers, String replicated) {
    return new KnownTransactions.OfMariadb(
        MariadbGtidPosition.parse(written), list(ofServers), list(replicated));
  }

  private static List<MariadbGtid> list(String text) {
    return Arrays.stream(text.split(","))
        .filter(element -> !element.isEmpty())
        .map(MariadbGtid::parse)
        .toList();
  }

  @Test
  void mysqlLacksWhatItHasNotExecuted() {
    KnownTransactions late = ofMysql(A + ":1-3");
    assertThat(late.missing(mysql(A + ":1-5"))).isEqualTo(A + ":4-5");
    assertThat(late.hasOthers(mysql(A + ":1-5"))).isFalse();
    assertThat(late.missing(mysql(A + ":1-3"))).isEmpty();
    KnownTransactions elsewhere = ofMysql(A + ":1-3," + B + ":1");
    assertThat(elsewhere.missing(mysql(A + ":1-5"))).isEqualTo(A + ":4-5");
    assertThat(elsewhere.hasOthers(mysql(A + ":1-5"))).isTrue();
  }

  @Test
  void mariadbLacksWhatAnotherServerHasNumberedInstead() {
    KnownTransactions late = ofMariadb("0-1-3", "0-1-3", "0-1-3");
    assertThat(late.missing(mariadb("0-1-5"))).isEqualTo("0-1-5");
    assertThat(late.hasOthers(mariadb("0-1-5"))).isFalse();
    KnownTransactions elsewhere = ofMariadb("0-2-6", "0-1-3,0-2-6", "0-1-3");
    assertThat(elsewhere.missing(mariadb("0-1-5"))).isEqualTo("0-1-5");
    assertThat(elsewhere.hasOthers(mariadb("0-1-5"))).isTrue();
    KnownTransactions further = ofMariadb("0-2-9", "0-1-5,0-2-9", "0-1-5");
    assertThat(further.missing(mariadb("0-1-5"))).isEmpty();
  }

  @Test
  void mariadbHasWhatItsDataCameWith() {
    KnownTransactions fromBackup = ofMariadb("0-1-9", "0-1-9", "0-1-9,5-1-3");
    assertThat(fromBackup.missing(mariadb("0-1-8,5-1-3"))).isEmpty();
    assertThat(fromBackup.missing(mariadb("0-1-8,5-1-2"))).isEqualTo("5-1-2");
  }

  @Test
  void aPlaceOfAnotherKindIsMissing() {
    BinlogPosition file = new FilePosition("binlog.000001", 4);
    assertThat(ofMysql(A + ":1").missing(file)).isEqualTo(file.text());
    assertThat(ofMariadb("0-1-1", "0-1-1", "").missing(mysql(A + ":1"))).isNotEmpty();
    assertThat(ofMysql(A + ":1").hasOthers(file)).isFalse();
  }

  @Test
  void aLongListIsCut() {
    StringBuilder holes = new StringBuilder(A);
    for (int i = 1; i < 500; i += 2) {
      holes.append(':').append(i);
    }
    assertThat(ofMysql("").missing(mysql(holes.toString()))).hasSizeLessThan(210).endsWith("…");
  }
}
