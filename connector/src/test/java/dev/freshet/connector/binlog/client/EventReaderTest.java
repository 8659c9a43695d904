package dev.freshet.connector.binlog.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.shyiko.mysql.binlog.network.ServerException;
import com.sun.management.ThreadMXBean;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import java.io.EOFException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EventReaderTest {

  private final List<RawEvent> events = new ArrayList<>();

  private final EventHandler handler =
      new EventHandler() {
        @Override
        public void event(RawEvent event) {
          events.add(event);
        }

        @Override
        public boolean isInTransaction() {
          return false;
        }

        @Override
        public String nextPlace() {
          return "binlog.000007:1234";
        }
      };

  /** An event of {@code available} bytes whose header speaks of {@code size}. */
  private static byte[] event(int size, int available) {
    byte[] event = new byte[available];
    buffer(event).put(4, (byte) EventCode.QUERY).putInt(9, size);
    return event;
  }

  private static byte[] validEvent(int size) {
    byte[] event = event(size, size);
    Arrays.fill(event, 19, size - 4, (byte) 'x');
    CRC32 crc = new CRC32();
    crc.update(event, 0, size - 4);
    buffer(event).putInt(size - 4, (int) crc.getValue());
    return event;
  }

  private static ByteBuffer buffer(byte[] event) {
    return ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void assertDamage(byte[] sent, String... words) {
    SourceException damage =
        catchThrowableOfType(SourceException.class, () -> SentEvents.read(sent, handler));
    assertThat(damage)
        .hasMessageContaining("the event at binlog.000007:1234 is damaged")
        .hasMessageContainingAll(words)
        .returns(Kind.UNDECODABLE, SourceException::kind);
  }

  @Test
  void eventsOfAnyLengthComeWhole() {
    int packet = 0xffffff;
    int[] sizes = {23, 1 << 20, (1 << 20) + 19, packet - 2, packet - 1, packet, 2 * packet - 1};
    List<byte[]> sent = Arrays.stream(sizes).mapToObj(EventReaderTest::validEvent).toList();
    assertThat(
            catchThrowableOfType(
                EOFException.class, () -> SentEvents.read(SentEvents.packets(sent), handler)))
        .isNotNull();
    assertThat(events).extracting(RawEvent::size).containsExactly(longs(sizes));
    for (RawEvent event : events) {
      byte[] expected = new byte[(int) event.size() - 23];
      Arrays.fill(expected, (byte) 'x');
      assertThat(Arrays.equals(expected, Arrays.copyOf(event.body(), event.bodyLength()))).isTrue();
    }
  }

  private static Long[] longs(int[] numbers) {
    return Arrays.stream(numbers).mapToObj(number -> (long) number).toArray(Long[]::new);
  }

  @Test
  void aLengthThatNoEventHasIsDamage() {
    for (int size : new int[] {18, (1 << 30) + (1 << 20), Integer.MAX_VALUE, -1}) {
      assertDamage(SentEvents.packets(List.of(event(size, 100))), "its length would be");
    }
  }

  @Test
  void aLengthThatIsNotThePacketsIsDamage() {
    for (int size : new int[] {50, 99, 101, 1 << 29}) {
      assertDamage(
          SentEvents.packets(List.of(event(size, 100))), "its length would be " + size, "another");
    }
    for (int size : new int[] {0xffffff - 5, 0xffffff, 0xffffff + 98}) {
      assertDamage(SentEvents.packets(List.of(event(size, 0xffffff + 99))), "bytes");
    }
  }

  @Test
  void aWrongChecksumIsDamageWithItsPlace() {
    byte[] event = validEvent(100);
    event[50] ^= 4;
    assertDamage(
        SentEvents.packets(List.of(event)),
        "the checksum of an event of type 2 is wrong",
        "A restart reads it again",
        "warmed");
  }

  @Test
  void memoryIsTakenAsBytesCome() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] sent = Arrays.copyOf(SentEvents.packets(List.of(event(1 << 29, 0xffffff))), 200);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(catchThrowableOfType(EOFException.class, () -> SentEvents.read(sent, handler)))
        .isNotNull();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
  }

  @Test
  void anErrorOfTheServerIsOne() {
    byte[] message = "\u00d4\u0004#HY000out of files".getBytes(StandardCharsets.ISO_8859_1);
    byte[] sent = new byte[5 + message.length];
    sent[0] = (byte) (1 + message.length);
    sent[4] = (byte) 0xff;
    System.arraycopy(message, 0, sent, 5, message.length);
    assertThat(catchThrowableOfType(ServerException.class, () -> SentEvents.read(sent, handler)))
        .hasMessage("out of files")
        .returns(1236, ServerException::getErrorCode);
  }
}
