package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.ByteCursor;
import dev.freshet.connector.value.ByteOrdered;

/**
 * An event of the binlog as it came: its header taken apart and its body in bytes. The body belongs
 * to the event and is never changed, so that row images can refer to it.
 *
 * @param seconds when it was written, seconds since 1970
 * @param code its type, see {@link EventCode}
 * @param server the id of the server that wrote it
 * @param size how many bytes it takes in the binlog, header and checksum included
 * @param end where it ends in its file, the lowest 32 bits of that; 0 if it is in no file
 * @param flags the header's flags
 * @param body what follows the header
 * @param bodyLength how much of {@code body} it is, without a checksum
 */
// the body is shared with the row images on purpose, and events are compared by nobody
@SuppressWarnings("ArrayRecordComponent")
public record RawEvent(
    long seconds,
    int code,
    long server,
    long size,
    long end,
    int flags,
    byte[] body,
    int bodyLength) {

  /** The length of the header, in bytes. */
  public static final int HEADER_LENGTH = 19;

  private static final int IGNORABLE_FLAG = 0x80;
  private static final int ARTIFICIAL_FLAG = 0x20;

  /** Takes the header apart: "Binlog event header" in the MySQL source documentation. */
  public static RawEvent of(byte[] header, byte[] body, int bodyLength) {
    return new RawEvent(
        ByteOrdered.littleEndian(header, 0, 4),
        header[4] & 0xff,
        ByteOrdered.littleEndian(header, 5, 4),
        size(header),
        ByteOrdered.littleEndian(header, 13, 4),
        (int) ByteOrdered.littleEndian(header, 17, 2),
        body,
        bodyLength);
  }

  /** The size of the whole event that a header speaks of, in bytes. */
  public static long size(byte[] header) {
    return ByteOrdered.littleEndian(header, 9, 4);
  }

  /** Whether the server says that one who does not know this type may pass over it. */
  public boolean isIgnorable() {
    return (flags & IGNORABLE_FLAG) != 0;
  }

  /** Whether the event was made for the connection and stands in no file. */
  public boolean isArtificial() {
    return (flags & ARTIFICIAL_FLAG) != 0 || end == 0;
  }

  /** A cursor over the body. */
  public ByteCursor cursor() {
    return new ByteCursor(body, 0, bodyLength);
  }
}
