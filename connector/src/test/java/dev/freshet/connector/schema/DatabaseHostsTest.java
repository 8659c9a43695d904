package dev.freshet.connector.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.PositionText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseHostsTest {

  private static final String UUID = "00000000-0000-0000-0000-00000000000a";
  private static final ServerAccess A = server("a");
  private static final ServerAccess B = server("b");
  private static final ServerAccess C = server("c");

  private final DatabaseHosts hosts = new DatabaseHosts(List.of(A, B, C));

  private static ServerAccess server(String host) {
    return new ServerAccess(host, 3306, "u", "p", TlsMode.PREFERRED, "", "", Duration.ofSeconds(1));
  }

  private static BinlogPosition upTo(int last) {
    return PositionText.parse("gtid:" + UUID + ":1-" + last);
  }

  @Test
  void othersComeBehindTheCurrentOneInTheirOrder() {
    assertThat(hosts.inOrder()).containsExactly(A, B, C);
    assertThat(hosts.choose(C, upTo(1))).isTrue();
    assertThat(hosts.inOrder()).containsExactly(C, A, B);
  }

  @Test
  void beforeAStreamChoosesItIsWhoeverCanBeReached() {
    hosts.leave();
    assertThat(hosts.current()).isEqualTo(B);
    hosts.prefer(C);
    assertThat(hosts.reachable()).containsExactly(C, A, B);
    assertThat(hosts.choose(B, upTo(1))).isTrue();
    hosts.leave();
    hosts.prefer(A);
    assertThat(hosts.reachable()).containsExactly(B);
  }

  @Test
  void noneIsChosenThatMayLackWhatWasShown() throws SourceException {
    assertThat(hosts.choose(A, upTo(3))).isTrue();
    hosts.show(A, upTo(5));
    assertThat(hosts.choose(B, upTo(4))).isFalse();
    assertThat(hosts.current()).isEqualTo(A);
    assertThat(hosts.choose(B, upTo(5))).isTrue();
    assertThat(hosts.show(upTo(4))).isEqualTo(upTo(5));
    assertThat(hosts.needed(upTo(9))).isEqualTo(upTo(9));
    assertThat(hosts.choose(C, upTo(5))).as("a need alone shows nothing").isTrue();
  }

  @Test
  void anAnswerOfAServerThatWasLeftIsOfNoUse() {
    assertThat(hosts.choose(B, upTo(3))).isTrue();
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> hosts.show(A, upTo(9)))
        .withMessageContaining("a:3306 was left for b:3306")
        .matches(e -> e.kind() == Kind.UNREACHABLE);
    assertThat(hosts.choose(C, upTo(3))).isTrue();
  }

  @Test
  void aSingleServerIsAlwaysTheOne() {
    DatabaseHosts single = new DatabaseHosts(List.of(A));
    single.show(upTo(9));
    assertThat(single.choose(A, upTo(3))).isTrue();
    single.leave();
    assertThat(single.inOrder()).containsExactly(A);
    assertThat(single.areSeveral()).isFalse();
  }

  @Test
  void whatIsTheMatterWithAllIsToldAsOne() {
    SourceException away = new SourceException(Kind.UNREACHABLE, "a is away");
    SourceException lost = new SourceException(Kind.POSITION_LOST, "b has lost it");
    SourceException wrong = new SourceException(Kind.MISCONFIGURED, "c has no binlog");
    assertThat(all(away)).isSameAs(away);
    assertThat(all(lost, away)).hasMessage("b has lost it. Also: a is away");
    assertThat(all(lost, away).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(all(lost, wrong).kind()).isEqualTo(Kind.MISCONFIGURED);
    assertThat(all(lost, lost).kind()).isEqualTo(Kind.POSITION_LOST);
  }

  private static SourceException all(SourceException... troubles) {
    HostTroubles gathered = new HostTroubles();
    List.of(troubles).forEach(gathered::add);
    return gathered.all();
  }
}
