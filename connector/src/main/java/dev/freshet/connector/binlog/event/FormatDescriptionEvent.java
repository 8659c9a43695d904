package dev.freshet.connector.binlog.event;

import dev.freshet.connector.value.ByteOrdered;
import dev.freshet.connector.value.UndecodableException;

/** Stands at the start of each file and says whether its events have checksums. */
public final class FormatDescriptionEvent {

  /** How many bytes a checksum takes. */
  public static final int CHECKSUM_LENGTH = 4;

  private static final int NONE = 0;
  private static final int CRC32 = 1;
  private static final int VERSION = 4;
  private static final int HEADER_LENGTH_AT = 2 + 50 + 4;

  private FormatDescriptionEvent() {}

  /**
   * Whether the events that follow end with a CRC-32.
   *
   * @param body the event's body with its own checksum, which is always there, behind one byte that
   *     names the algorithm
   * @throws UndecodableException if it does not describe the form of events that is known
   */
  public static boolean announcesChecksums(byte[] body) {
    int algorithmAt = body.length - CHECKSUM_LENGTH - 1;
    if (algorithmAt <= HEADER_LENGTH_AT
        || ByteOrdered.littleEndian(body, 0, 2) != VERSION
        || body[HEADER_LENGTH_AT] != RawEvent.HEADER_LENGTH) {
      throw new UndecodableException("the file that begins is not of binlog version " + VERSION);
    }
    return switch (body[algorithmAt]) {
      case NONE -> false;
      case CRC32 -> true;
      default ->
          throw new UndecodableException(
              "the file that begins has checksums of kind " + (body[algorithmAt] & 0xff));
    };
  }
}
