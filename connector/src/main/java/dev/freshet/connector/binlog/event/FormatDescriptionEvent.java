package dev.freshet.connector.binlog.event;

/** Stands at the start of each file and says whether its events have checksums. */
public final class FormatDescriptionEvent {

  /** How many bytes a checksum takes. */
  public static final int CHECKSUM_LENGTH = 4;

  private static final int CRC32 = 1;

  private FormatDescriptionEvent() {}

  /**
   * Whether the events that follow end with a CRC-32.
   *
   * @param body the event's body with its own checksum, which is always there, behind one byte that
   *     names the algorithm
   */
  public static boolean announcesChecksums(byte[] body) {
    int algorithmAt = body.length - CHECKSUM_LENGTH - 1;
    return algorithmAt >= 0 && body[algorithmAt] == CRC32;
  }
}
