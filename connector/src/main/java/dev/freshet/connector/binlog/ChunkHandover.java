package dev.freshet.connector.binlog;

import dev.freshet.api.change.Change;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.SourceException;
import dev.freshet.api.spi.SourceException.Kind;
import dev.freshet.connector.position.BinlogPosition;
import dev.freshet.connector.position.LostPosition;
import dev.freshet.connector.value.UndecodableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the changes of a transaction, hands them to the consumer, and remembers over connections
 * what the consumer has. Used by one thread at a time, except that {@link #position} may be asked
 * from everywhere.
 */
public final class ChunkHandover {

  /** How often at most a consumer hears that nothing has happened to it. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ChangeConsumer consumer;
  private final long maximumBytes;

  private volatile BinlogPosition position;
  private boolean positionIsNew;
  private long commitMicros;
  private long lastHandover = System.nanoTime() - QUIET_NANOS;

  private List<Change> changes = new ArrayList<>();
  private long bytes;

  /** The transaction of which the consumer has a part; null if there is none. */
  private @Nullable Object unfinished;

  /** How many changes of it the consumer has. */
  private long delivered;

  /** How many changes of it have yet to be read again and left out. */
  private long toSkip;

  /**
   * @param from where the stream begins
   * @param maximumBytes the size from which a transaction is handed on in parts
   */
  public ChunkHandover(ChangeConsumer consumer, BinlogPosition from, long maximumBytes) {
    this.consumer = consumer;
    this.position = from;
    this.maximumBytes = maximumBytes;
  }

  /** The place behind the last transaction that is complete; where to read on from. */
  public BinlogPosition position() {
    return position;
  }

  /** Prepares for reading on from {@link #position} over a new connection. */
  public void reconnected() {
    discard();
    toSkip = delivered;
  }

  /**
   * A transaction begins.
   *
   * @param identity what tells it apart from others, equal when it is read again
   * @throws SourceException if another one was expected to begin here
   */
  public void begin(Object identity) throws SourceException {
    if (unfinished != null && !unfinished.equals(identity)) {
      throw new SourceException(
          Kind.POSITION_LOST,
          "the server does not send transaction "
              + unfinished
              + " again, of which a part has been taken over already, but "
              + identity
              + ": its history is another one now"
              + LostPosition.REMEDY);
    }
  }

  /** Whether changes of the running transaction wait or have been handed over. */
  public boolean hasChanges() {
    return !changes.isEmpty() || delivered > 0;
  }

  /** Whether the consumer has a part of the running transaction. */
  boolean isPartlyDelivered() {
    return delivered > 0;
  }

  /** Adds a change to the running transaction. */
  public void add(Change change, long size) {
    if (toSkip > 0) {
      toSkip--;
    } else {
      changes.add(change);
      bytes += size;
    }
  }

  /** Adds the memory of an event that changes refer to. */
  void addBytes(long size) {
    if (toSkip == 0) {
      bytes += size;
    }
  }

  /** How much the changes that wait keep in use, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Whether what waits is so large that it is to be handed over now. */
  public boolean isFull() {
    return bytes >= maximumBytes && !changes.isEmpty();
  }

  /** Takes away what waits, for somebody who knows better when it is to be handed over. */
  List<Change> take() {
    List<Change> taken = changes;
    discard();
    return taken;
  }

  /** Forgets what waits. */
  void discard() {
    changes = new ArrayList<>();
    bytes = 0;
  }

  /**
   * Hands over a part of the running transaction.
   *
   * @param identity the transaction, as in {@link #begin}
   * @param within a position that only the transaction's end covers
   */
  public void part(Object identity, BinlogPosition within, long commitTimeMicros)
      throws InterruptedException {
    int count = changes.size();
    handOver(false, within, commitTimeMicros);
    unfinished = identity;
    delivered += count;
  }

  /** The running transaction is complete. */
  public void finish(BinlogPosition after, long commitTimeMicros) throws InterruptedException {
    if (toSkip > 0) {
      throw new UndecodableException(
          "a transaction of which a part has been taken over comes again with fewer changes");
    }
    if (hasChanges()) {
      handOver(true, after, commitTimeMicros);
      unfinished = null;
      delivered = 0;
      position = after;
      positionIsNew = false;
    } else {
      moveTo(after, commitTimeMicros);
    }
  }

  /** The stream went on without touching a mapped table. */
  public void moveTo(BinlogPosition after, long commitTimeMicros) throws InterruptedException {
    bytes = 0;
    position = after;
    commitMicros = commitTimeMicros;
    positionIsNew = true;
    if (System.nanoTime() - lastHandover >= QUIET_NANOS) {
      idle();
    }
  }

  /** The stream is idle: the consumer hears of the last position if it has not yet. */
  public void idle() throws InterruptedException {
    if (positionIsNew && unfinished == null && changes.isEmpty()) {
      handOver(true, position, commitMicros);
      positionIsNew = false;
    }
  }

  private void handOver(boolean finished, BinlogPosition at, long commitTimeMicros)
      throws InterruptedException {
    TransactionChunk chunk =
        new TransactionChunk(
            changes.size() == 1 ? List.of(changes.get(0)) : Collections.unmodifiableList(changes),
            finished,
            at,
            commitTimeMicros,
            at.order(finished ? BinlogPosition.ALL_CHANGES : delivered + changes.size()),
            bytes);
    if (changes.size() == 1) {
      changes.clear();
      bytes = 0;
    } else {
      discard();
    }
    consumer.accept(chunk);
    lastHandover = System.nanoTime();
  }
}
