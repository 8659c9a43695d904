package dev.freshet.sink.memcached.routing.hash;

import java.util.zip.CRC32;

/** The cyclic redundancy checks that clients use as hashes. */
public final class Crc {

  /** CRC-32 of IEEE 802.3. */
  public static final KeyHash CRC32 = Crc::crc32;

  /**
   * CRC-16/XMODEM (the polynomial 0x1021, the highest bit first, from zero on) in its lower half.
   * In the upper half are the bits that were shifted out: twemproxy's {@code crc16} keeps them.
   */
  public static final KeyHash CRC16 = Crc::crc16;

  private static final ThreadLocal<CRC32> CHECKSUM = ThreadLocal.withInitial(CRC32::new);
  private static final int POLYNOMIAL = 0x1021;

  private Crc() {}

  private static int crc32(byte[] bytes, int from, int to) {
    CRC32 checksum = CHECKSUM.get();
    checksum.reset();
    checksum.update(bytes, from, to - from);
    return (int) checksum.getValue();
  }

  private static int crc16(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      int remainder = (hash & 0xff00) ^ ((bytes[i] & 0xff) << Byte.SIZE);
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        remainder = (remainder << 1) ^ ((remainder & 0x8000) == 0 ? 0 : POLYNOMIAL);
      }
      hash = (hash << Byte.SIZE) ^ (remainder & 0xffff);
    }
    return hash;
  }
}
