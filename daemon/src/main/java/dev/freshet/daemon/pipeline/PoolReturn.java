package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.api.spi.SourceException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings a pool that was left behind back to the main pipeline: once its servers answer, a pipeline
 * of its own reads from its done mark; when that is close behind the main one, it stands still, the
 * main pipeline names a place from which it keeps for the pool what it hands over, the pool's
 * pipeline goes on to just there, and the pool joins.
 *
 * <p>Not thread-safe: {@link #advance} is called by one thread, again and again, and does not block
 * for long.
 */
final class PoolReturn implements AutoCloseable {

  private enum Step {
    WAITING,
    READING,
    PAUSING,
    ASKING,
    FINISHING,
    JOINING,
    JOINED,
    LOST
  }

  /** How long to wait after a failure, in nanoseconds. */
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final PoolLane lane;
  private final Pipeline main;
  private final Function<PoolLane, Pipeline> pipelines;

  private Step step = Step.WAITING;
  private @Nullable Pipeline own;
  private SourcePosition target;
  private long notBefore = System.nanoTime();
  private @Nullable CompletableFuture<JoinTicket> ticket;
  private @Nullable CompletableFuture<Boolean> joined;

  /**
   * @param pipelines makes and starts a pipeline for one pool that begins at the pool's marks
   */
  PoolReturn(PoolLane lane, Pipeline main, Function<PoolLane, Pipeline> pipelines) {
    this.lane = lane;
    this.main = main;
    this.pipelines = pipelines;
    this.target = main.position();
  }

  PoolLane lane() {
    return lane;
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
    String down = lane.downServers();
    lane.setState(
        down.isEmpty() ? PoolState.CATCHING_UP : PoolState.DOWN,
        down.isEmpty() ? "reads what it missed" : down);
    switch (step) {
      case WAITING, JOINING, JOINED, LOST -> {}
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
    String down = lane.downServers();
    if (!down.isEmpty()) {
      lane.setState(PoolState.DOWN, down);
      return;
    }
    lane.setState(PoolState.CATCHING_UP, "reads what it missed");
    target = main.position();
    own = pipelines.apply(lane);
    step = Step.READING;
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
    if (ticket != null && reader.isFinished() && lane.isSettled()) {
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
    step = Step.WAITING;
  }

  /** What will not be there the next time either is for an operator to mend. */
  private void giveUp(Pipeline reader, SourceException failure) {
    giveUp(reader);
    switch (failure.kind()) {
      case POSITION_LOST, UNDECODABLE -> {
        lane.setState(PoolState.QUARANTINED, String.valueOf(failure.getMessage()));
        step = Step.LOST;
      }
      case UNREACHABLE, REFUSED, MISCONFIGURED ->
          lane.setState(PoolState.CATCHING_UP, "tries again: " + failure.getMessage());
    }
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
  }
}
