package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.ChangeConsumer;
import dev.freshet.api.spi.ChangeStream;
import dev.freshet.api.spi.Source;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.checkpoint.Checkpoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of changes from one stream of the source to the pools that follow it: take what is
 * queued, transform it into one batch, record the intent, give the batch to every pool.
 *
 * <p>It begins behind a position that all its pools have acknowledged. Up to {@code replayUntil}
 * its pools may already hold what it reads, so that range is a {@link Replay}: no reader of a pool
 * sees time run backwards.
 *
 * <p>Thread-safe; one thread of its own does the work.
 */
final class Pipeline implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final long IDLE_MILLIS = 100;
  private static final long RETRY_MILLIS = 1000;
  private static final long DRAIN_LOOK_MILLIS = 5;

  private final int streamId;
  private final Source source;
  private final Checkpoints checkpoints;
  private final DeadLetterFile deadLetters;
  private final PipelineMeters meters;
  private final PipelineBounds bounds;
  private final @Nullable Consumer<PoolLane> onDetached;
  private final ChunkQueue queue;
  private final BatchBuilder builder;
  private final StreamStatus status;
  private final Thread thread;

  private final List<PoolLane> lanes;
  private final List<JoinTicket> joining = new ArrayList<>();
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private final SourcePosition from;
  private @Nullable Replay replay;
  private boolean betweenTransactions = true;

  private final Object streamLock = new Object();
  private @Nullable ChangeStream stream;
  private boolean closed;

  private volatile SourcePosition position;
  private volatile boolean replaying;
  private volatile boolean stopping;
  private volatile boolean pausing;
  private volatile boolean paused;
  private volatile @Nullable SourcePosition finishAt;
  private volatile boolean finished;

  /**
   * @param lanes the pools that follow it from the start
   * @param from the place that all of them have acknowledged
   * @param replayUntil how far any of them may have been handed changes
   * @param onDetached told of a pool that was left behind; null if none may be, so that the slowest
   *     sets the pace
   */
  Pipeline(
      int streamId,
      Source source,
      TableMapping mapping,
      List<PoolLane> lanes,
      SourcePosition from,
      SourcePosition replayUntil,
      Checkpoints checkpoints,
      DeadLetterFile deadLetters,
      PipelineMeters meters,
      PipelineBounds bounds,
      @Nullable Consumer<PoolLane> onDetached) {
    this.streamId = streamId;
    this.source = source;
    this.checkpoints = checkpoints;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.bounds = bounds;
    this.onDetached = onDetached;
    this.queue = new ChunkQueue(bounds.queue());
    this.builder = new BatchBuilder(mapping, meters);
    this.status = new StreamStatus();
    this.lanes = new ArrayList<>(lanes);
    this.from = from;
    this.replay = from.covers(replayUntil) ? null : new Replay(replayUntil, bounds.replay());
    this.replaying = replay != null;
    this.position = from;
    this.thread = new Thread(this::run, "freshet-pipeline-" + streamId);
  }

  void start() {
    openStream();
    thread.start();
  }

  private void openStream() {
    synchronized (streamLock) {
      if (!closed) {
        stream = source.open(streamId, from, new Intake());
      }
    }
  }

  /** Ends the present reader and begins again behind {@link #from}. */
  private void reopenStream() {
    synchronized (streamLock) {
      if (stream != null) {
        stream.close();
      }
      queue.clear();
    }
    openStream();
  }

  /** What the reader thread calls. */
  private final class Intake implements ChangeConsumer {
    @Override
    public void accept(TransactionChunk chunk) throws InterruptedException {
      queue.put(chunk);
    }

    @Override
    public void connected(String server) {
      LOG.info("Stream {} reads from {}", streamId, server);
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

  private void run() {
    try {
      while (!stopping && !finished) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Pipeline {} failed", streamId, e);
      status.failed(
          new SourceException(
              SourceException.Kind.UNDECODABLE,
              "the pipeline met an error of its own: " + e + ". Please report it with the log",
              e));
    }
  }

  private void step() throws InterruptedException {
    if (betweenTransactions) {
      serveRequests();
    }
    List<TransactionChunk> chunks = queue.take(bounds.batch(), IDLE_MILLIS);
    boolean ends = false;
    for (TransactionChunk chunk : chunks) {
      ends = endsBefore(chunk);
      if (ends) {
        break;
      }
      builder.add(chunk);
      betweenTransactions = chunk.finished();
      if (replay != null && replay(replay, chunk)) {
        return;
      }
    }
    if (replay == null && !builder.isEmpty()) {
      handOver(builder.build());
    }
    finished = ends || hasReached(finishAt);
  }

  /** Whether the pools leave this pipeline before {@code chunk}. */
  private boolean endsBefore(TransactionChunk chunk) {
    SourcePosition end = finishAt;
    return end != null && betweenTransactions && !end.covers(chunk.position());
  }

  private boolean hasReached(@Nullable SourcePosition end) {
    return end != null && betweenTransactions && position.covers(end);
  }

  /**
   * Goes on with a replay behind {@code chunk}.
   *
   * @return whether the stream was opened anew, so that what has been taken from it is void
   */
  private boolean replay(Replay running, TransactionChunk chunk) throws InterruptedException {
    switch (running.behind(chunk, builder)) {
      case GO_ON -> {
        return false;
      }
      case FINISH -> {
        replay = null;
        replaying = false;
        builder.gatherAll();
        return false;
      }
      case START_PARTS ->
          LOG.info(
              "Stream {}: what is replayed does not fit into memory and is read {} times, each time for"
                  + " other keys",
              streamId,
              running.parts());
      case NEXT_PART -> {
        handOver(builder.build().withoutMarks());
        builder.restartFor(running.parts(), running.part());
      }
    }
    reopenStream();
    return true;
  }

  private void handOver(HandOver handOver) throws InterruptedException {
    makeRoom(handOver.operations().bytes());
    record(handOver);
    for (PoolLane lane : lanes) {
      lane.submit(handOver);
    }
    keepForJoining(handOver);
    position = handOver.intent();
  }

  /** Stores dead letters and the intent. Nothing is handed over before both are on the disk. */
  private void record(HandOver handOver) throws InterruptedException {
    List<String> names = lanes.stream().map(PoolLane::name).toList();
    store(
        () -> {
          deadLetters.append(handOver.deadLetters());
          meters.deadLetters(handOver.deadLetters().size());
        });
    if (!handOver.operations().operations().isEmpty()) {
      store(() -> checkpoints.recordIntent(names, handOver.intent()));
    }
  }

  /** Something that writes to {@code state.dir}. */
  private interface Storing {
    void run() throws IOException;
  }

  private void store(Storing storing) throws InterruptedException {
    while (true) {
      try {
        storing.run();
        status.stored();
        return;
      } catch (IOException e) {
        if (stopping) {
          throw new InterruptedException("the pipeline is being closed");
        }
        LOG.error(
            "state.dir cannot be written to, so nothing is handed to the pools: {}. Make room or mend"
                + " it; this is tried again every second",
            e.toString());
        status.notStored(e);
        Thread.sleep(RETRY_MILLIS);
      }
    }
  }

  /**
   * Waits until every pool has room. A pool that is down, or that lets the others run dry, is left
   * behind, and so is one whose lane has lost track.
   */
  private void makeRoom(long bytes) throws InterruptedException {
    while (true) {
      Optional<PoolLane> unfit =
          lanes.stream().filter(lane -> lane.isBroken() || lane.isFull(bytes)).findFirst();
      if (unfit.isEmpty()) {
        return;
      }
      PoolLane lane = unfit.get();
      if (onDetached != null && (lane.isBroken() || holdsUpOthers(lane))) {
        detach(lane, onDetached);
      } else {
        lane.awaitAcknowledgement(IDLE_MILLIS);
      }
    }
  }

  private boolean holdsUpOthers(PoolLane lane) {
    return !lane.downServers().isEmpty()
        || lanes.stream().anyMatch(other -> other != lane && other.isNearlyEmpty());
  }

  private void detach(PoolLane lane, Consumer<PoolLane> listener) {
    LOG.warn(
        "Pool {} is left behind with {} bytes unacknowledged; it will catch up from the binlog",
        lane.name(),
        lane.queuedBytes());
    lanes.remove(lane);
    lane.detach();
    listener.accept(lane);
  }

  private void keepForJoining(HandOver handOver) {
    for (JoinTicket ticket : joining) {
      ticket.keep(handOver);
      if (ticket.keptBytes() > bounds.replay()) {
        ticket.tear();
      }
    }
    joining.removeIf(JoinTicket::isBroken);
  }

  private void serveRequests() throws InterruptedException {
    for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
      request.run();
    }
    if (pausing) {
      paused = true;
      synchronized (this) {
        while (pausing) {
          wait();
        }
      }
    }
  }

  private <T> CompletableFuture<T> request(Supplier<T> action) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    requests.add(() -> answer.complete(action.get()));
    return answer;
  }

  /** Begins to keep for {@code lane} what is handed over behind the ticket's position. */
  CompletableFuture<JoinTicket> join(PoolLane lane) {
    return request(
        () -> {
          JoinTicket ticket = new JoinTicket(lane, position);
          joining.add(ticket);
          return ticket;
        });
  }

  /**
   * Ends a join: what has been kept goes to the pool, which follows this pipeline from then on.
   *
   * @return whether it did; if not, too much had been kept and the pool has to catch up anew
   */
  CompletableFuture<Boolean> complete(JoinTicket ticket) {
    return request(
        () -> {
          joining.remove(ticket);
          if (ticket.isBroken()) {
            return false;
          }
          HandOver last = ticket.kept().peekLast();
          if (last != null && !recordJoinIntent(ticket.lane(), last)) {
            return false;
          }
          ticket.kept().forEach(ticket.lane()::submit);
          lanes.add(ticket.lane());
          return true;
        });
  }

  /** Ends a join that will not be completed. */
  void abandon(JoinTicket ticket) {
    requests.add(() -> joining.remove(ticket));
  }

  private boolean recordJoinIntent(PoolLane lane, HandOver last) {
    try {
      checkpoints.recordIntent(List.of(lane.name()), last.intent());
      return true;
    } catch (IOException e) {
      LOG.error(
          "Pool {} cannot join: state.dir cannot be written to: {}", lane.name(), e.toString());
      return false;
    }
  }

  /** Asks the pipeline to stop between two transactions; see {@link #isPaused}. */
  void pause() {
    pausing = true;
  }

  /** Whether it stands still, so that {@link #position} does not move. */
  boolean isPaused() {
    return paused;
  }

  /** Lets it go on to {@code end} and stop there; see {@link #isFinished}. */
  void finishAt(SourcePosition end) {
    finishAt = end;
    synchronized (this) {
      pausing = false;
      notifyAll();
    }
  }

  /** Whether it has handed over everything up to the place where it was to finish. */
  boolean isFinished() {
    return finished;
  }

  /** Whether it is still gathering what its pools may already hold. */
  boolean isReplaying() {
    return replaying;
  }

  /** How far it has handed changes to the pools. */
  SourcePosition position() {
    return position;
  }

  StreamStatus status() {
    return status;
  }

  /**
   * When the oldest transaction that is read and not handed over was committed, microseconds since
   * the epoch; 0 if there is none or it is not known.
   */
  long waitingSinceMicros() {
    return queue.oldestCommitMicros();
  }

  /** How much waits to be transformed, in bytes. */
  long queuedBytes() {
    return queue.bytes();
  }

  /**
   * Stops reading and hands over what has been read, unless that takes too long.
   *
   * @param deadlineNanos when to give up, by {@link System#nanoTime}
   */
  void drain(long deadlineNanos) throws InterruptedException {
    closeStream();
    while (thread.isAlive()
        && !replaying
        && !queue.isDrained()
        && System.nanoTime() < deadlineNanos) {
      Thread.sleep(DRAIN_LOOK_MILLIS);
    }
  }

  private void closeStream() {
    synchronized (streamLock) {
      closed = true;
      if (stream != null) {
        stream.close();
      }
    }
  }

  /**
   * Stops reading and handing over, and waits for the pipeline's thread to end. Does nothing the
   * second time.
   */
  @Override
  public void close() {
    stopping = true;
    thread.interrupt();
    closeStream();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
