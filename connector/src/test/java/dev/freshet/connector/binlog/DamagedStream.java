package dev.freshet.connector.binlog;

import dev.freshet.connector.binlog.client.SentEvents;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a binlog with random damage, as a server would send it.
 *
 * @param bytes what is sent
 * @param start where in its file the piece begins
 * @param damagedAt the offset of an event whose checksum tells that it is damaged; null where the
 *     damage has a checksum of its own, or there are none
 */
// streams are compared by nobody
@SuppressWarnings("ArrayRecordComponent")
record DamagedStream(byte[] bytes, long start, @Nullable Long damagedAt) {

  private static final int CHECKSUM_LENGTH = 4;
  private static final int CODE_AT = 4;
  private static final int SIZE_AT = 9;
  private static final int END_AT = 13;

  /** Numbers that lie at some border, or announce how long the next ones are. */
  private static final int[] BORDERS = {0, 1, 0x7f, 0x80, 0xfb, 0xfc, 0xfd, 0xfe, 0xff};

  /** Makes one of a recorded binlog; equal for equal seeds. */
  static DamagedStream of(RecordedBinlog binlog, long seed) {
    return new Maker(binlog, new Random(seed)).make();
  }

  private static final class Maker {

    private final RecordedBinlog binlog;
    private final Random random;
    private final boolean checksums;

    Maker(RecordedBinlog binlog, Random random) {
      this.binlog = binlog;
      this.random = random;
      this.checksums = random.nextInt(8) > 0;
    }

    DamagedStream make() {
      List<RecordedBinlog.Unit> units = binlog.units();
      int first = random.nextInt(units.size());
      long start = units.get(first).start();
      List<byte[]> events = new ArrayList<>();
      for (int i = first; i < Math.min(units.size(), first + 1 + random.nextInt(3)); i++) {
        events.addAll(units.get(i).events());
      }
      List<byte[]> sent = new ArrayList<>(List.of(rotation(start), description()));
      if (random.nextInt(10) == 0) {
        rearrange(events);
        events.forEach(event -> sent.add(sealed(event)));
        return new DamagedStream(SentEvents.packets(sent), start, null);
      }
      int damaged = random.nextInt(events.size());
      boolean told = checksums && random.nextInt(4) == 0;
      byte[] original = events.get(damaged);
      long offset =
          (little(original).getInt(END_AT) & 0xffffffffL) - original.length - CHECKSUM_LENGTH;
      for (int i = 0; i < events.size(); i++) {
        byte[] event = events.get(i);
        if (i != damaged) {
          sent.add(sealed(event));
        } else if (told) {
          byte[] whole = sealed(event);
          byte[] other = damage(whole);
          sent.add(other);
          told = !Arrays.equals(whole, other);
        } else {
          sent.add(sealed(damage(event)));
        }
      }
      byte[] bytes = SentEvents.packets(sent);
      if (!told && random.nextInt(20) == 0) {
        bytes = damage(bytes);
      }
      return new DamagedStream(bytes, start, told ? offset : null);
    }

    private byte[] rotation(long offset) {
      byte[] name = binlog.file().getBytes(StandardCharsets.US_ASCII);
      byte[] event = new byte[RawEvent.HEADER_LENGTH + 8 + name.length];
      little(event)
          .put(CODE_AT, (byte) EventCode.ROTATE)
          .putShort(17, (short) 0x20)
          .putLong(RawEvent.HEADER_LENGTH, offset);
      System.arraycopy(name, 0, event, RawEvent.HEADER_LENGTH + 8, name.length);
      return withChecksum(withSize(event, true));
    }

    /** It always has a checksum, whatever it says of the others. */
    private byte[] description() {
      byte[] event = binlog.description().clone();
      event[event.length - 1] = (byte) (checksums ? 1 : 0);
      little(event).putInt(END_AT, 0);
      return withChecksum(withSize(event, true));
    }

    private void rearrange(List<byte[]> events) {
      int one = random.nextInt(events.size());
      int other = random.nextInt(events.size());
      switch (random.nextInt(4)) {
        case 0 -> events.remove(one);
        case 1 -> events.add(one, events.get(other));
        case 2 -> Collections.swap(events, one, other);
        default -> events.set(one, anyEvent());
      }
    }

    private byte[] anyEvent() {
      List<byte[]> events = binlog.units().get(random.nextInt(binlog.units().size())).events();
      return events.get(random.nextInt(events.size()));
    }

    private byte[] damage(byte[] event) {
      byte[] damaged = event.clone();
      int times = 1 + random.nextInt(3);
      for (int i = 0; i < times; i++) {
        damaged = damageOnce(damaged);
      }
      return damaged;
    }

    private byte[] damageOnce(byte[] event) {
      int at = random.nextInt(event.length);
      int length = Math.min(1 + random.nextInt(8), event.length - at);
      switch (random.nextInt(7)) {
        case 0 -> {
          return flipped(event, at);
        }
        case 1 -> {
          Arrays.fill(event, at, at + length, (byte) border());
          return event;
        }
        case 2 -> {
          event[at] = (byte) border();
          return event;
        }
        case 3 -> {
          byte[] some = new byte[length];
          random.nextBytes(some);
          System.arraycopy(some, 0, event, at, length);
          return event;
        }
        case 4 -> {
          return event.length - length < RawEvent.HEADER_LENGTH
              ? flipped(event, at)
              : joined(event, at, event, at + length, event.length);
        }
        case 5 -> {
          byte[] more = new byte[length];
          random.nextBytes(more);
          return joined(joined(event, at, more, 0, length), at + length, event, at, event.length);
        }
        default -> {
          byte[] other = anyEvent();
          int from = Math.min(Math.max(at, RawEvent.HEADER_LENGTH), other.length);
          return at < RawEvent.HEADER_LENGTH
              ? flipped(event, at)
              : joined(event, at, other, from, other.length);
        }
      }
    }

    private int border() {
      return BORDERS[random.nextInt(BORDERS.length)];
    }

    private byte[] flipped(byte[] event, int at) {
      event[at] ^= (byte) (1 << random.nextInt(8));
      return event;
    }

    private static byte[] joined(byte[] first, int end, byte[] second, int from, int to) {
      byte[] all = Arrays.copyOf(first, end + to - from);
      System.arraycopy(second, from, all, end, to - from);
      return all;
    }

    /** With the length that it has, mostly, and a checksum if there are any. */
    private byte[] sealed(byte[] event) {
      byte[] sized = random.nextInt(16) > 0 ? withSize(event, checksums) : event;
      return checksums ? withChecksum(sized) : sized;
    }

    private static byte[] withSize(byte[] event, boolean checksum) {
      byte[] sized = event.clone();
      little(sized).putInt(SIZE_AT, event.length + (checksum ? CHECKSUM_LENGTH : 0));
      return sized;
    }

    private static byte[] withChecksum(byte[] event) {
      CRC32 crc = new CRC32();
      crc.update(event);
      byte[] whole = Arrays.copyOf(event, event.length + CHECKSUM_LENGTH);
      little(whole).putInt(event.length, (int) crc.getValue());
      return whole;
    }

    private static ByteBuffer little(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
