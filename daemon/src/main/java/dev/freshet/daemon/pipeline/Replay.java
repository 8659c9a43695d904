package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;

/**
 * The replay of a range that pools may already hold: only the last operation per key of the whole
 * range may be sent, as any other could be older than what a pool has.
 *
 * <p>The range is gathered in memory. If it does not fit, it is only measured, and then read again
 * as often as needed, each time for another part of the keys, told apart by their hash. Used by one
 * pipeline thread.
 */
final class Replay {

  /** What is to be done behind a chunk. */
  enum Step {
    /** Go on gathering. */
    GO_ON,
    /** The range is complete: hand over what has been gathered, and go on behind it. */
    FINISH,
    /** This part is complete: hand over what has been gathered, and read the range again. */
    NEXT_PART,
    /** The range is measured: read it again. */
    START_PARTS
  }

  private final SourcePosition until;
  private final long maximumBytes;
  private int parts = 1;
  private int part;
  private boolean measuring;

  /**
   * @param until where the range ends
   * @param maximumBytes what may be gathered, in bytes
   */
  Replay(SourcePosition until, long maximumBytes) {
    this.until = until;
    this.maximumBytes = maximumBytes;
  }

  /** Looks at what {@code builder} has gathered once {@code chunk} has been added to it. */
  Step behind(TransactionChunk chunk, BatchBuilder builder) {
    if (parts == 1 && builder.bytes() > maximumBytes) {
      measuring = true;
      builder.onlyMeasure();
    }
    if (!chunk.finished() || !chunk.position().covers(until)) {
      return Step.GO_ON;
    }
    if (measuring) {
      measuring = false;
      parts = (int) Math.min(Integer.MAX_VALUE, builder.producedBytes() / maximumBytes + 1);
      builder.restartFor(parts, part);
      return Step.START_PARTS;
    }
    if (part < parts - 1) {
      part++;
      return Step.NEXT_PART;
    }
    return Step.FINISH;
  }

  /** The part of the keys that is being gathered, from 0. */
  int part() {
    return part;
  }

  /** Into how many parts the keys are divided. */
  int parts() {
    return parts;
  }
}
