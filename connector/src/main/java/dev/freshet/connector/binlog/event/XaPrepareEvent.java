package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.ByteCursor;
import java.util.HexFormat;

/**
 * Ends an XA transaction in the binlog: {@code XA_prepare_event} in MySQL's libbinlogevents
 * (control_events.h), which MariaDB writes likewise.
 *
 * @param committed whether it is committed at once and not only prepared
 * @param xid its name, as in statements: two numbers in hexadecimal form and the format's number
 */
public record XaPrepareEvent(boolean committed, String xid) {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  public static XaPrepareEvent parse(RawEvent event) {
    ByteCursor cursor = event.cursor();
    boolean committed = cursor.u8() != 0;
    long format = cursor.u32();
    int globalLength = (int) cursor.u32();
    int branchLength = (int) cursor.u32();
    String global = HEX.formatHex(cursor.bytes(globalLength));
    String branch = HEX.formatHex(cursor.bytes(branchLength));
    return new XaPrepareEvent(committed, "X" + global + ",X" + branch + "," + format);
  }
}
