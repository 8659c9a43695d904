package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of the source with the queue behind it, and how it is. Thread-safe. */
final class StreamIntake {

  private static final Logger LOG = LoggerFactory.getLogger(StreamIntake.class);

  private final int streamId;
  private final Source source;
  private final SourcePosition from;
  private final SourcePosition known;
  private final ChunkQueue queue;
  private final StreamStatus status = new StreamStatus();
  private @Nullable ChangeStream stream;
  private boolean closed;

  /**
   * @param from behind which reading begins, now and after each {@link #restart}
   * @param known how far the pools may be already
   * @param queueBytes what may wait to be taken, in bytes
   */
  StreamIntake(
      int streamId, Source source, SourcePosition from, SourcePosition known, long queueBytes) {
    this.streamId = streamId;
    this.source = source;
    this.from = from;
    this.known = known;
    this.queue = new ChunkQueue(queueBytes);
  }

  /** What the reader thread calls. */
  private final class Consumer implements ChangeConsumer {
    @Override
    public void accept(TransactionChunk chunk) throws InterruptedException {
      queue.put(chunk);
    }

    @Override
    public void connected(String server) {
      String before = status.view().server();
      if (before.isEmpty() || before.equals(server)) {
        LOG.info("Stream {} reads from {}", streamId, server);
      } else {
        LOG.warn("Stream {} has moved from {} to {} and goes on there", streamId, before, server);
      }
      status.connected(server);
    }

    @Override
    public void disconnected(SourceException cause) {
      LOG.warn("Stream {} lost its source and tries again: {}", streamId, cause.getMessage());
      status.disconnected(cause);
    }

    @Override
    public void failed(SourceException cause) {
      LOG.error("Stream {} stopped: {}", streamId, cause.getMessage());
      status.failed(cause);
    }
  }

  /** Begins to read, unless it has been closed. */
  synchronized void open() {
    if (!closed) {
      stream = source.open(streamId, from, known, new Consumer());
    }
  }

  /** Drops what has been read and begins anew. */
  synchronized void restart() {
    if (stream != null) {
      stream.close();
    }
    queue.clear();
    open();
  }

  /** Stops reading for good; what has been read can still be taken. */
  synchronized void close() {
    closed = true;
    if (stream != null) {
      stream.close();
    }
  }

  /**
   * Takes what has been read, in order, up to about {@code limitBytes}; none if none came in time.
   */
  List<TransactionChunk> take(long limitBytes, long timeoutMillis) throws InterruptedException {
    return queue.take(limitBytes, timeoutMillis);
  }

  /** Has {@link #take} not wait any longer. */
  void wake() {
    queue.wake();
  }

  /** Whether all that has been read has been taken and dealt with. */
  boolean isDrained() {
    return queue.isDrained();
  }

  /**
   * When the oldest transaction that is read and not dealt with was committed, microseconds since
   * the epoch; 0 if there is none or it is not known.
   */
  long waitingSinceMicros() {
    return queue.oldestCommitMicros();
  }

  StreamStatus status() {
    return status;
  }
}
