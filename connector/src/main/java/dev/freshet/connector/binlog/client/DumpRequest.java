package dev.freshet.connector.binlog.client;

import com.github.shyiko.mysql.binlog.network.protocol.command.Command;
import dev.freshet.connector.position.FilePosition;
import dev.freshet.connector.position.GtidSet;
import dev.freshet.connector.position.GtidSource;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server for its binlog: COM_BINLOG_DUMP and COM_BINLOG_DUMP_GTID of the client/server
 * protocol. The form of a GTID set is that of {@code Gtid_set::encode} in MySQL's sql/
 * rpl_gtid_set.cc.
 */
final class DumpRequest implements Command {

  private static final int COM_BINLOG_DUMP = 18;
  private static final int COM_BINLOG_DUMP_GTID = 30;
  private static final long LARGEST_OFFSET = 0xffffffffL;

  private final byte[] packet;

  private DumpRequest(byte[] packet) {
    this.packet = packet;
  }

  /**
   * From a place in a file, or from the file's start where the place lies beyond 4 GiB: the
   * protocol's offsets have 32 bits, and cut ones would point into the middle of an event.
   */
  static DumpRequest from(FilePosition position, long serverId) {
    boolean fits = position.offset() <= LARGEST_OFFSET;
    return of(position.file(), fits ? position.offset() : FilePosition.FIRST_OFFSET, serverId);
  }

  /** From where the connection's variable @slave_connect_state says, with MariaDB. */
  static DumpRequest fromConnectState(long serverId) {
    return of("", 0, serverId);
  }

  private static DumpRequest of(String file, long offset, long serverId) {
    byte[] name = file.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[11 + name.length];
    ByteBuffer packet = over(bytes);
    packet.put((byte) COM_BINLOG_DUMP).putInt((int) offset).putShort((short) 0);
    packet.putInt((int) serverId).put(name);
    return new DumpRequest(bytes);
  }

  /** All transactions that are not in {@code executed}. */
  static DumpRequest behind(GtidSet executed, long serverId) {
    byte[] set = encode(executed);
    byte[] bytes = new byte[23 + set.length];
    ByteBuffer packet = over(bytes);
    packet.put((byte) COM_BINLOG_DUMP_GTID).putShort((short) 0).putInt((int) serverId);
    packet.putInt(0).putLong(FilePosition.FIRST_OFFSET);
    packet.putInt(set.length).put(set);
    return new DumpRequest(bytes);
  }

  private static byte[] encode(GtidSet set) {
    boolean tagged = set.sources().stream().anyMatch(source -> !source.tag().isEmpty());
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    long count = set.sources().size();
    // the tagged form has its mark in the first and in the last byte of the number of sources
    encoded.writeBytes(number(tagged ? (1L << 56) | (count << 8) | 1 : count));
    for (GtidSource source : set.sources()) {
      encoded.writeBytes(
          ByteBuffer.allocate(16).putLong(source.high()).putLong(source.low()).array());
      if (tagged) {
        byte[] tag = source.tag().getBytes(StandardCharsets.US_ASCII);
        encoded.write(tag.length << 1);
        encoded.writeBytes(tag);
      }
      long[] intervals = set.intervals(source);
      encoded.writeBytes(number(intervals.length / 2));
      for (int i = 0; i < intervals.length; i += 2) {
        encoded.writeBytes(number(intervals[i]));
        encoded.writeBytes(number(intervals[i + 1] + 1));
      }
    }
    return encoded.toByteArray();
  }

  private static byte[] number(long value) {
    byte[] bytes = new byte[Long.BYTES];
    over(bytes).putLong(value);
    return bytes;
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public byte[] toByteArray() {
    return packet.clone();
  }
}
