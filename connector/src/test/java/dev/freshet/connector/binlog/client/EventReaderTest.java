package dev.freshet.connector.binlog.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import com.sun.management.ThreadMXBean;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import dev.freshet.connector.value.UndecodableException;
import java.io.EOFException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private final List<RawEvent> events = new ArrayList<>();
  private final EventReader reader = new EventReader(events::add);

  /** An event of {@code available} bytes whose header speaks of {@code size}. */
  private static byte[] event(int size, int available) {
    byte[] event = new byte[available];
    buffer(event).put(4, (byte) EventCode.QUERY).putInt(9, size);
    return event;
  }

  private static ByteBuffer buffer(byte[] event) {
    return ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void eventsOfAnyLengthComeWhole() throws Exception {
    for (int size : new int[] {23, 1 << 20, (1 << 20) + 19, 5_000_000}) {
      byte[] event = event(size, size);
      Arrays.fill(event, 19, size - 4, (byte) 'x');
      CRC32 crc = new CRC32();
      crc.update(event, 0, size - 4);
      buffer(event).putInt(size - 4, (int) crc.getValue());
      reader.nextEvent(new ByteArrayInputStream(event));
      RawEvent last = events.get(events.size() - 1);
      assertThat(last.bodyLength()).isEqualTo(size - 23);
      byte[] expected = new byte[size - 23];
      Arrays.fill(expected, (byte) 'x');
      assertThat(Arrays.copyOf(last.body(), last.bodyLength())).isEqualTo(expected);
    }
  }

  @Test
  void aLengthThatNoEventHasIsDamage() {
    for (int size : new int[] {18, (1 << 30) + (1 << 20), Integer.MAX_VALUE, -1}) {
      EventReader own = new EventReader(events::add);
      assertThatExceptionOfType(SocketException.class)
          .isThrownBy(() -> own.nextEvent(new ByteArrayInputStream(event(size, 100))));
      assertThat(own.failure()).isInstanceOf(UndecodableException.class);
    }
  }

  @Test
  void memoryIsTakenAsBytesCome() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ByteArrayInputStream stream = new ByteArrayInputStream(event(1 << 29, 100));
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatExceptionOfType(EOFException.class).isThrownBy(() -> reader.nextEvent(stream));
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
  }
}
