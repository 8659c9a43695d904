package dev.freshet.connector.binlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.binlog.statement.Statement;
import dev.freshet.connector.binlog.statement.StatementRecogniser;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class XaPrepareEventTest {

  private static XaPrepareEvent parse(String hex) {
    byte[] body = HexFormat.of().parseHex(hex.replace(" ", ""));
    return XaPrepareEvent.parse(
        new RawEvent(0, EventCode.XA_PREPARE, 1, 19 + body.length, 9, 0, body, body.length));
  }

  @Test
  void theNameIsTheOneOfStatements() {
    XaPrepareEvent event = parse("00 07000000 02000000 01000000 6b6c ff");
    assertThat(event.committed()).isFalse();
    assertThat(StatementRecogniser.recognise("", "XA COMMIT X'6b6c',X'ff',7"))
        .isEqualTo(new Statement.Xa(Statement.Xa.Phase.COMMIT, event.xid()));
  }

  @Test
  void anEmptyBranchIsPartOfTheName() {
    XaPrepareEvent event = parse("01 01000000 01000000 00000000 31");
    assertThat(event).isEqualTo(new XaPrepareEvent(true, "X31,X,1"));
  }
}
