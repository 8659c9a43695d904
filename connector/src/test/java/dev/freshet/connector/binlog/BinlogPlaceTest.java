package dev.freshet.connector.binlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.position.FilePosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BinlogPlaceTest {

  private static RawEvent rotation(String file, long offset) {
    byte[] body = new byte[8 + file.length()];
    ByteBuffer.wrap(body)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(offset)
        .put(file.getBytes(StandardCharsets.US_ASCII));
    return new RawEvent(0, EventCode.ROTATE, 1, 0, 0, 0x20, body, body.length);
  }

  private static RawEvent event(long end, int size) {
    return new RawEvent(0, EventCode.XID, 1, size, end & 0xffffffffL, 0, new byte[0], 0);
  }

  @Test
  void offsetsGoOnBeyondFourGibibytes() {
    BinlogPlace place = new BinlogPlace();
    place.advance(rotation("b.000001", 4));
    place.advance(event(4_294_967_000L, 100));
    place.advance(event(4_294_967_400L, 400));
    assertThat(place.end()).isEqualTo(new FilePosition("b.000001", 4_294_967_400L));
    assertThat(place.start()).isEqualTo(new FilePosition("b.000001", 4_294_967_000L));
    place.advance(event(8_585_000_000L, 4_000_000));
    place.advance(event(8_589_934_700L, 4_000_000));
    assertThat(place.end().offset()).isEqualTo(8_589_934_700L);
    place.advance(rotation("b.000002", 4));
    place.advance(event(123, 100));
    assertThat(place).hasToString("b.000002:23");
  }

  @Test
  void aStreamThatBeginsBeyondFourGibibytesKnowsWhereItIs() {
    BinlogPlace place = new BinlogPlace();
    place.advance(rotation("b.000001", 5_000_000_000L));
    place.advance(event(5_000_000_100L, 100));
    assertThat(place.end().offset()).isEqualTo(5_000_000_100L);
    assertThat(place.isBefore(new FilePosition("b.000001", 5_000_000_100L))).isTrue();
    assertThat(place.isBefore(new FilePosition("b.000001", 5_000_000_099L))).isFalse();
    assertThat(place.isBefore(new FilePosition("b.000002", 5_000_000_100L))).isFalse();
  }

  @Test
  void eventsThatStandInNoFileMoveNothing() {
    BinlogPlace place = new BinlogPlace();
    place.advance(rotation("b.000001", 500));
    place.advance(new RawEvent(0, EventCode.FORMAT_DESCRIPTION, 1, 100, 0, 0, new byte[0], 0));
    place.advance(new RawEvent(0, EventCode.HEARTBEAT, 1, 40, 900, 0, new byte[0], 0));
    assertThat(place.end().offset()).isEqualTo(500);
  }
}
