package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.TransactionChunk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The hand-off between a reader thread and its pipeline thread, bounded in bytes. Thread-safe.
 *
 * <p>A chunk larger than the bound is let in when the queue is empty, so that it cannot block for
 * ever.
 */
final class ChunkQueue {

  private final long maximumBytes;
  private final ArrayDeque<TransactionChunk> chunks = new ArrayDeque<>();
  private long bytes;
  private boolean taken;
  private boolean woken;
  private long takenCommitMicros;

  /**
   * @param maximumBytes how much may wait, in bytes
   */
  ChunkQueue(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  /** Adds a chunk; blocks while there is no room for it. */
  synchronized void put(TransactionChunk chunk) throws InterruptedException {
    while (!chunks.isEmpty() && bytes + chunk.bytes() > maximumBytes) {
      wait();
    }
    if (chunks.isEmpty()) {
      notifyAll();
    }
    chunks.add(chunk);
    bytes += chunk.bytes();
  }

  /**
   * Takes what is there, in order, up to about {@code limitBytes} but at least one chunk. Waits for
   * a first one. Calling it says that what was taken before has been dealt with.
   *
   * @param limitBytes how much to take, in bytes
   * @param timeoutMillis how long to wait, in milliseconds
   * @return the chunks; none if none came in time
   */
  synchronized List<TransactionChunk> take(long limitBytes, long timeoutMillis)
      throws InterruptedException {
    taken = false;
    long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
    while (chunks.isEmpty()) {
      long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMillis <= 0 || woken) {
        woken = false;
        return List.of();
      }
      wait(leftMillis);
    }
    taken = true;
    takenCommitMicros = chunks.getFirst().commitTimeMicros();
    List<TransactionChunk> batch = new ArrayList<>();
    long batchBytes = 0;
    while (!chunks.isEmpty()
        && (batch.isEmpty() || batchBytes + chunks.getFirst().bytes() <= limitBytes)) {
      TransactionChunk chunk = chunks.removeFirst();
      batch.add(chunk);
      batchBytes += chunk.bytes();
    }
    bytes -= batchBytes;
    notifyAll();
    return batch;
  }

  /** Ends the wait of who waits for a first chunk, or the next such wait. */
  synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /** Drops everything. */
  synchronized void clear() {
    chunks.clear();
    bytes = 0;
    notifyAll();
  }

  /** Whether nothing waits and the taker has come back after dealing with what it took. */
  synchronized boolean isDrained() {
    return chunks.isEmpty() && !taken;
  }

  /**
   * The commit time of the oldest chunk that waits or is being dealt with, microseconds since the
   * epoch; 0 if there is none or it is not known.
   */
  synchronized long oldestCommitMicros() {
    if (taken) {
      return takenCommitMicros;
    }
    return chunks.isEmpty() ? 0 : chunks.getFirst().commitTimeMicros();
  }
}
