package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.change.TransactionChunk;
import dev.freshet.api.spi.SourceException;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
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
  private static final long DRAIN_LOOK_MILLIS = 5;
  private static final int MAIN_STREAM = 0;

  /** How much longer a stream that catches up pauses than it has worked. */
  private static final int PAUSE_SHARE = 2;

  private final int streamId;
  private final StreamIntake intake;
  private final BatchBuilder builder;
  private final Lookups lookups;
  private final Recorder recorder;
  private final Followers followers;
  private final PipelineBounds bounds;
  private final Thread thread;

  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private final Insertions insertions;
  private @Nullable Replay replay;
  private boolean betweenTransactions = true;

  private volatile SourcePosition position;
  private volatile boolean replaying;
  private volatile boolean owing;
  private volatile boolean draining;
  private volatile boolean stopping;
  private volatile boolean pausing;
  private volatile boolean paused;
  private volatile @Nullable SourcePosition finishAt;
  private volatile boolean finished;

  /**
   * @param streamId the number of its stream, which its thread is named after
   * @param from the place that all pools have acknowledged, behind which {@code intake} begins
   * @param replayUntil how far any of them may have been handed changes
   */
  Pipeline(
      int streamId,
      StreamIntake intake,
      BatchBuilder builder,
      Lookups lookups,
      Recorder recorder,
      Followers followers,
      SourcePosition from,
      SourcePosition replayUntil,
      PipelineBounds bounds) {
    this.streamId = streamId;
    this.intake = intake;
    this.builder = builder;
    this.lookups = lookups;
    this.recorder = recorder;
    this.followers = followers;
    this.bounds = bounds;
    this.insertions = new Insertions(recorder, followers);
    this.replay = from.covers(replayUntil) ? null : new Replay(replayUntil, bounds.replay());
    this.replaying = replay != null;
    this.position = from;
    this.thread = new Thread(this::run, "freshet-pipeline-" + streamId);
  }

  /** The number of its stream. */
  int streamId() {
    return streamId;
  }

  void start() {
    intake.open();
    thread.start();
  }

  private void run() {
    try {
      while (!stopping && !finished) {
        step();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UnfollowableException e) {
      LOG.error("Stream {} stopped: {}", streamId, e.getMessage());
      status()
          .failed(
              new SourceException(
                  SourceException.Kind.UNDECODABLE, String.valueOf(e.getMessage()), e));
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", thread.getName(), e);
      status()
          .failed(
              new SourceException(
                  SourceException.Kind.UNDECODABLE,
                  "the pipeline met an error of its own: " + e + ". Please report it with the log",
                  e));
    }
  }

  private void step() throws InterruptedException {
    if (betweenTransactions) {
      serveRequests();
      followers.mergeReturned();
    }
    boolean ends = false;
    List<TransactionChunk> chunks = intake.take(bounds.batch(), patienceMillis());
    long begun = System.nanoTime();
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
    giveWay(System.nanoTime() - begun);
    if (replay == null) {
      handOverAll();
      if (betweenTransactions) {
        insertions.serve(position);
      }
    }
    boolean atEnd = ends || hasReached(finishAt);
    if (atEnd && builder.isAhead()) {
      // whoever these pools follow from here on does not know of them
      builder.removeAhead(position);
      handOver(builder.build());
    }
    finished = atEnd;
  }

  /**
   * A stream that catches up leaves the processors to the main one for longer than it has used
   * them, so that the pools which are live notice nothing.
   */
  private void giveWay(long workedNanos) throws InterruptedException {
    if (streamId != MAIN_STREAM) {
      TimeUnit.NANOSECONDS.sleep(PAUSE_SHARE * workedNanos);
    }
  }

  /** How long to wait for changes, unless questions are to be asked before. */
  private long patienceMillis() {
    return owing ? Math.min(IDLE_MILLIS, lookups.dueInMillis()) : IDLE_MILLIS;
  }

  /** Questions are asked once in a while; what does not depend on them goes at once. */
  private void handOverAll() throws InterruptedException {
    boolean asks = builder.owesAnswers() && (mayNotOwe() || lookups.dueInMillis() == 0);
    if (asks) {
      lookups.answer(builder);
    }
    if (asks || !builder.isEmpty()) {
      handOver(builder.build());
    }
    owing = builder.owesAnswers();
  }

  /** Whether somebody waits for all that has been taken to be handed over. */
  private boolean mayNotOwe() {
    return pausing || draining || finishAt != null;
  }

  private void handOver(HandOver handOver) throws InterruptedException {
    followers.makeRoom(handOver);
    recorder.record(handOver, followers.names());
    followers.submit(handOver);
    insertions.passed(handOver);
    position = handOver.intent();
  }

  /**
   * Goes on with a replay behind {@code chunk}.
   *
   * @return whether the stream was begun anew, so that what has been taken from it is void
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
              "What is replayed does not fit into memory and is read {} times, each time for other keys",
              running.parts());
      case NEXT_PART -> {
        if (builder.owesAnswers()) {
          lookups.answer(builder);
        }
        handOver(builder.build().withoutMarks());
        builder.restartFor(running.parts(), running.part());
      }
    }
    intake.restart();
    return true;
  }

  /** Whether the pools leave this pipeline before {@code chunk}. */
  private boolean endsBefore(TransactionChunk chunk) {
    SourcePosition end = finishAt;
    return end != null && betweenTransactions && !end.covers(chunk.position());
  }

  private boolean hasReached(@Nullable SourcePosition end) {
    return end != null && betweenTransactions && position.covers(end);
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
    intake.wake();
    return answer;
  }

  /** Begins to keep for {@code lane} what is handed over behind the ticket's position. */
  CompletableFuture<JoinTicket> join(PoolLane lane) {
    return request(() -> followers.join(lane, position));
  }

  /**
   * Ends a join: what has been kept goes to the pool, which follows this pipeline from then on.
   *
   * @return whether it did; if not, the pool has to catch up anew
   */
  CompletableFuture<Boolean> complete(JoinTicket ticket) {
    return request(() -> followers.complete(ticket));
  }

  /** Ends a join that will not be completed. */
  void abandon(JoinTicket ticket) {
    requests.add(() -> followers.abandon(ticket));
  }

  /** Takes lanes out that are to end. Complete when nothing is handed to them any more. */
  CompletableFuture<Boolean> leave(Collection<PoolLane> lanes) {
    return request(() -> followers.leave(lanes));
  }

  /**
   * Begins a window in which something is read from the database beside the stream; {@link
   * #closeWindow} ends it.
   */
  CompletableFuture<ReadWindow> openWindow() {
    return request(() -> insertions.open(position));
  }

  /**
   * Hands over what was read, except for keys that the stream has touched meanwhile, once the
   * stream has come far enough.
   *
   * @return whether every one of its pools has acknowledged all of it; false if one of them, or a
   *     server of it, does not follow this pipeline
   */
  CompletableFuture<Boolean> insert(Insertion insertion) {
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    requests.add(() -> insertions.add(insertion, outcome));
    intake.wake();
    return outcome;
  }

  /** Ends a window. What was read in it and is still waiting is not handed over. */
  void closeWindow(ReadWindow window) {
    requests.add(() -> insertions.close(window));
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

  /** How its stream is. */
  StreamStatus status() {
    return intake.status();
  }

  /**
   * When the oldest transaction that is read and not handed over was committed, microseconds since
   * the epoch; 0 if there is none or it is not known.
   */
  long waitingSinceMicros() {
    return intake.waitingSinceMicros();
  }

  /**
   * Stops reading and hands over what has been read, unless that takes too long.
   *
   * @param deadlineNanos when to give up, by {@link System#nanoTime}
   */
  void drain(long deadlineNanos) throws InterruptedException {
    intake.close();
    draining = true;
    while (thread.isAlive()
        && !replaying
        && (owing || !intake.isDrained())
        && System.nanoTime() < deadlineNanos) {
      Thread.sleep(DRAIN_LOOK_MILLIS);
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
    intake.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    builder.close();
  }
}
