package dev.freshet.daemon.scan;

/**
 * How many rows to read at a time, so that what is made of them takes little memory. Used by one
 * thread.
 */
public final class ChunkSize {

  private static final long WANTED_BYTES = 4L << 20;

  /** How much it grows at once at most. */
  private static final int GROWTH = 4;

  private final int most;
  private int rows;

  /**
   * @param most how many rows there are at most
   */
  public ChunkSize(int most) {
    this.most = most;
    this.rows = Math.max(1, most / GROWTH);
  }

  /** How many rows to read now. */
  public int rows() {
    return rows;
  }

  /**
   * Learns from a chunk.
   *
   * @param read how many rows it had
   * @param bytes how much was made of them, in bytes
   */
  public void made(int read, long bytes) {
    if (read > 0) {
      long fitting = WANTED_BYTES * read / Math.max(1, bytes);
      rows = (int) Math.max(1, Math.min(most, Math.min(fitting, (long) GROWTH * rows)));
    }
  }
}
