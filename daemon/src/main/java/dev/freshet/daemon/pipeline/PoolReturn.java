package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.ServerHealth;
import dev.freshet.api.spi.SourceException;
import dev.freshet.daemon.config.PoolPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a lane that was left behind back to the main pipeline: once its servers answer, a pipeline
 * of its own reads from its done mark; when that is close behind the main one, it stands still, the
 * main pipeline names a place from which it keeps for the lane what it hands over, the lane's
 * pipeline goes on to just there, and the lane joins. Or, if its pool is to be emptied, the main
 * pipeline names that place at once, and the lane joins when its servers are empty; or at once, if
 * the source no longer has what it missed, and that is to be skipped.
 *
 * <p>A server that stays down while others of the lane are up gets a lane of its own.
 *
 * <p>Not thread-safe: {@link #advance} is called by one thread, again and again, and does not block
 * for long.
 */
final class PoolReturn implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PoolReturn.class);

  private enum Step {
    WAITING,
    READING,
    PAUSING,
    ASKING,
    FINISHING,
    EMPTYING,
    JOINING,
    JOINED,
    LOST
  }

  /** How long to wait after a failure, in nanoseconds. */
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final PoolLane lane;
  private final Pipeline main;
  private final Duration straggling;
  private final Surroundings surroundings;

  private Step step = Step.WAITING;
  private boolean flushes;
  private boolean skips;
  private @Nullable Pipeline own;
  private @Nullable CompletableFuture<Void> emptied;
  private long partlyDownSince;
  private SourcePosition target;
  private long notBefore = System.nanoTime();
  private @Nullable CompletableFuture<JoinTicket> ticket;
  private @Nullable CompletableFuture<Boolean> joined;

  /** What it is given by those who look after all lanes. */
  interface Surroundings {

    /**
     * Makes and starts a pipeline for one lane that begins at the lane's marks; empty while too
     * many are running.
     */
    Optional<Pipeline> startOwn(PoolLane lane);

    /** Takes care of a lane that was left behind. */
    void leftBehind(PoolLane lane);

    /** Whether a lane goes on behind changes that the source no longer has. */
    boolean skipsLostChanges();

    /**
     * Notes that a lane has been emptied, or else goes on without changes that it missed, and has
     * acknowledged all up to a position.
     */
    void restartAt(PoolLane lane, boolean emptied, SourcePosition position) throws IOException;
  }

  /**
   * @param straggling how long its servers may come up one behind the other
   */
  PoolReturn(PoolLane lane, Pipeline main, Duration straggling, Surroundings surroundings) {
    this.lane = lane;
    this.main = main;
    this.straggling = straggling;
    this.surroundings = surroundings;
    this.target = main.position();
    this.flushes = lane.fed().policy().onReturn() == PoolPolicy.OnReturn.FLUSH;
  }

  PoolLane lane() {
    return lane;
  }

  /** The number of the stream that it reads from; -1 if it reads from none. */
  int streamId() {
    return own == null ? -1 : own.streamId();
  }

  /** Whether the pool follows the main pipeline again. */
  boolean isOver() {
    return step == Step.JOINED;
  }

  /** Goes on as far as it can without waiting. */
  void advance() {
    if (step == Step.JOINING) {
      settle();
      return;
    }
    leaveStragglers();
    if (step == Step.EMPTYING) {
      awaitEmpty();
      return;
    }
    Pipeline reader = own;
    if (reader == null) {
      waitForServers();
      return;
    }
    SourceException failure = reader.status().failure().orElse(null);
    if (failure != null) {
      giveUp(reader, failure);
      return;
    }
    if (lane.isBroken()) {
      giveUp(reader);
      return;
    }
    String down = lane.downReasons();
    lane.setState(
        down.isEmpty() ? PoolState.CATCHING_UP : PoolState.DOWN,
        down.isEmpty() ? "reads what it missed" : down);
    switch (step) {
      case WAITING, EMPTYING, JOINING, JOINED, LOST -> {}
      case READING -> lookHowFar(reader);
      case PAUSING -> askWhere(reader);
      case ASKING -> finishThere(reader);
      case FINISHING -> join(reader);
    }
  }

  private void waitForServers() {
    if (step == Step.LOST || System.nanoTime() - notBefore < 0) {
      return;
    }
    String down = lane.downReasons();
    if (!down.isEmpty()) {
      lane.setState(PoolState.DOWN, down);
    } else if (flushes || skips) {
      lane.setState(
          PoolState.CATCHING_UP,
          flushes
              ? "is being emptied, as on.return=flush asks"
              : "goes on without what it missed, as position.lost=warm asks");
      ticket = main.join(lane);
      step = Step.EMPTYING;
    } else {
      startReading();
    }
  }

  private void startReading() {
    target = main.position();
    surroundings
        .startOwn(lane)
        .ifPresentOrElse(
            pipeline -> {
              lane.setState(PoolState.CATCHING_UP, "reads what it missed");
              own = pipeline;
              step = Step.READING;
            },
            () -> lane.setState(PoolState.CATCHING_UP, "waits until others have caught up"));
  }

  /** Leaves servers that stay down while others of the lane are up to lanes of their own. */
  private void leaveStragglers() {
    List<String> down = lane.downServers().stream().map(ServerHealth::server).toList();
    if (down.isEmpty() || down.size() == lane.servers().size() || step == Step.LOST) {
      partlyDownSince = 0;
    } else if (partlyDownSince == 0) {
      partlyDownSince = System.nanoTime();
    } else if (System.nanoTime() - partlyDownSince > straggling.toNanos()) {
      partlyDownSince = 0;
      lane.splitOff(down).forEach(surroundings::leftBehind);
    }
  }

  /**
   * The servers are emptied, if they are to be, once the main pipeline has begun to keep what comes
   * behind.
   */
  private void awaitEmpty() {
    if (ticket == null || !ticket.isDone()) {
      return;
    }
    if (emptied == null) {
      emptied = flushes ? lane.flush() : CompletableFuture.completedFuture(null);
    } else if (emptied.isDone()) {
      JoinTicket joining = ticket.join();
      try {
        emptied.join();
        surroundings.restartAt(lane, flushes, joining.position());
        joined = main.complete(joining);
        step = Step.JOINING;
      } catch (CompletionException | CancellationException | IOException e) {
        main.abandon(joining);
        startOver();
        notBefore = System.nanoTime() + PAUSE_NANOS;
        afterFailure(e.getCause() == null ? e : e.getCause());
      }
    }
  }

  /** Cancelled is what has been overtaken, by a server that got a lane of its own. */
  private void afterFailure(Throwable cause) {
    if (cause instanceof CancellationException) {
      return;
    }
    if (flushes) {
      LOG.error(
          "Pool {} cannot be emptied, and catches up instead: {}", lane.name(), cause.getMessage());
      flushes = false;
    } else {
      LOG.error(
          "It cannot be stored that pool {} goes on without what it missed; it is tried again: {}",
          lane.name(),
          cause.toString());
    }
  }

  /** The pool is close when it has passed the place where the main pipeline was a moment ago. */
  private void lookHowFar(Pipeline reader) {
    if (!reader.isReplaying() && reader.position().covers(target)) {
      reader.pause();
      step = Step.PAUSING;
    }
    target = main.position();
  }

  private void askWhere(Pipeline reader) {
    if (reader.isPaused() && main.position().covers(reader.position())) {
      ticket = main.join(lane);
      step = Step.ASKING;
    }
  }

  private void finishThere(Pipeline reader) {
    if (ticket != null && ticket.isDone()) {
      reader.finishAt(ticket.join().position());
      step = Step.FINISHING;
    }
  }

  private void join(Pipeline reader) {
    if (ticket != null && reader.isFinished() && lane.isApplied()) {
      reader.close();
      own = null;
      joined = main.complete(ticket.join());
      step = Step.JOINING;
    }
  }

  private void settle() {
    if (joined == null || !joined.isDone()) {
      return;
    }
    if (joined.join()) {
      step = Step.JOINED;
    } else {
      startOver();
    }
  }

  private void startOver() {
    ticket = null;
    joined = null;
    emptied = null;
    step = Step.WAITING;
  }

  /** What will not be there the next time either is for an operator to mend. */
  private void giveUp(Pipeline reader, SourceException failure) {
    giveUp(reader);
    switch (failure.kind()) {
      case POSITION_LOST -> {
        if (surroundings.skipsLostChanges()) {
          LOG.warn("Pool {} goes on without what it missed: {}", lane.name(), failure.getMessage());
          skips = true;
        } else {
          quarantine(
              failure,
              "let it be filled again (position.lost=warm), or emptied"
                  + " (pools.NAME.on.return=flush)");
        }
      }
      case UNDECODABLE -> quarantine(failure, "let it be emptied (pools.NAME.on.return=flush)");
      case UNREACHABLE, DISPLACED, REFUSED, MISCONFIGURED ->
          lane.setState(PoolState.CATCHING_UP, "tries again: " + failure.getMessage());
    }
  }

  private void quarantine(SourceException failure, String remedy) {
    lane.setState(PoolState.QUARANTINED, failure.getMessage() + ". Or " + remedy);
    step = Step.LOST;
  }

  private void giveUp(Pipeline reader) {
    reader.close();
    own = null;
    if (ticket != null) {
      var unused = ticket.thenAccept(main::abandon);
    }
    lane.detach();
    notBefore = System.nanoTime() + PAUSE_NANOS;
    startOver();
  }

  /** Stops the pool's own pipeline, if it has one. */
  @Override
  public void close() {
    Pipeline reader = own;
    own = null;
    if (reader != null) {
      reader.close();
    }
    if (ticket != null) {
      var unused = ticket.thenAccept(main::abandon);
    }
  }
}
