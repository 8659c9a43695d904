package dev.freshet.connector.binlog.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.luben.zstd.ZstdOutputStream;
import dev.freshet.connector.value.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TransactionPayloadTest {

  private static final int EVENT_SIZE = 1 << 20;

  private static RawEvent payload(long events, long toldSize) throws IOException {
    byte[] event = new byte[EVENT_SIZE];
    little(event).put(4, (byte) EventCode.WRITE_ROWS).putInt(9, EVENT_SIZE);
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZstdOutputStream zstd = new ZstdOutputStream(compressed)) {
      for (long i = 0; i < events; i++) {
        zstd.write(event);
      }
    }
    byte[] bytes = new byte[40 + compressed.size()];
    ByteBuffer body = little(bytes);
    number(body, 2, 0);
    number(body, 3, toldSize);
    number(body, 1, compressed.size());
    body.put((byte) 0).put(compressed.toByteArray());
    return new RawEvent(
        0, EventCode.TRANSACTION_PAYLOAD, 1, 19L + body.position(), 0, 0, bytes, body.position());
  }

  private static void number(ByteBuffer body, int field, long value) {
    body.put((byte) field).put((byte) 9).put((byte) 254).putLong(value);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void oneOfOver2GibibytesIsReadEventByEvent() throws Exception {
    long count = 2_100;
    RawEvent event = payload(count, count * EVENT_SIZE);
    assertThat(event.bodyLength()).isLessThan(1 << 20);
    long bytes = 0;
    try (TransactionPayload payload = TransactionPayload.open(event)) {
      for (RawEvent next = payload.next(); next != null; next = payload.next()) {
        bytes += next.size();
      }
    }
    assertThat(bytes).isEqualTo(count * EVENT_SIZE).isGreaterThan(1L << 31);
  }

  @Test
  void eventsThatAreMissingAreNoticed() throws Exception {
    try (TransactionPayload payload = TransactionPayload.open(payload(2, 3L * EVENT_SIZE))) {
      assertThat(payload.next()).isNotNull();
      assertThat(payload.next()).isNotNull();
      assertThatExceptionOfType(UndecodableException.class)
          .isThrownBy(payload::next)
          .withMessageContaining("should be " + 3L * EVENT_SIZE);
    }
  }
}
