package dev.freshet.transformers.item;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** What stands around deflated data. Immutable. */
enum CompressedForm {
  /** The zlib format (RFC 1950). */
  ZLIB(0, 0) {
    @Override
    void begin(ByteBuffer out, byte[] value) {}

    @Override
    void end(ByteBuffer out, byte[] value) {}
  },

  /** The value's length in bytes, as four of them, the lowest first, and then the zlib format. */
  LENGTH_AND_ZLIB(4, 0) {
    @Override
    void begin(ByteBuffer out, byte[] value) {
      out.putInt(value.length);
    }

    @Override
    void end(ByteBuffer out, byte[] value) {}
  },

  /** The gzip format (RFC 1952) without a time or a name, so that equal values give equal bytes. */
  GZIP(10, 8) {
    private static final short MAGIC = (short) 0x8b1f;
    private static final byte DEFLATE = 8;
    private static final byte UNKNOWN_SYSTEM = (byte) 0xff;

    @Override
    void begin(ByteBuffer out, byte[] value) {
      byte noFields = 0;
      int noTime = 0;
      byte noHint = 0;
      out.putShort(MAGIC).put(DEFLATE).put(noFields).putInt(noTime).put(noHint).put(UNKNOWN_SYSTEM);
    }

    @Override
    void end(ByteBuffer out, byte[] value) {
      CRC32 checksum = new CRC32();
      checksum.update(value);
      out.putInt((int) checksum.getValue()).putInt(value.length);
    }
  };

  private final int before;
  private final int after;

  CompressedForm(int before, int after) {
    this.before = before;
    this.after = after;
  }

  /** How many bytes stand before the deflated data. */
  int before() {
    return before;
  }

  /** How many bytes stand behind the deflated data. */
  int after() {
    return after;
  }

  /** Something that deflates as this form needs it. The caller ends it. */
  Deflater deflater() {
    return new Deflater(Deflater.DEFAULT_COMPRESSION, this == GZIP);
  }

  /** Writes what stands before the deflated data. */
  abstract void begin(ByteBuffer out, byte[] value);

  /** Writes what stands behind the deflated data. */
  abstract void end(ByteBuffer out, byte[] value);

  /** The bytes of {@code array}, in the order that all forms have. */
  static ByteBuffer buffer(byte[] array) {
    return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
  }
}
