package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A pool on its way to join a pipeline: what the pipeline has handed over since {@link #position}
 * is kept here until the pool has come as far by itself. Filled and emptied by the pipeline's
 * thread.
 */
final class JoinTicket {

  private final PoolLane lane;
  private final SourcePosition position;
  private final Deque<HandOver> kept = new ArrayDeque<>();
  private long keptBytes;
  private volatile boolean broken;

  JoinTicket(PoolLane lane, SourcePosition position) {
    this.lane = lane;
    this.position = position;
  }

  PoolLane lane() {
    return lane;
  }

  /** The end of a transaction; everything behind it is kept. */
  SourcePosition position() {
    return position;
  }

  void keep(HandOver handOver) {
    HandOver last = kept.peekLast();
    if (last != null && handOver.supersedes(last)) {
      kept.removeLast();
    }
    kept.add(handOver);
    keptBytes += handOver.operations().bytes();
  }

  Deque<HandOver> kept() {
    return kept;
  }

  long keptBytes() {
    return keptBytes;
  }

  /** Gives up because too much has come in meanwhile; the pool has to catch up anew. */
  void tear() {
    kept.clear();
    broken = true;
  }

  /** Whether the pipeline has given up. */
  boolean isBroken() {
    return broken;
  }
}
