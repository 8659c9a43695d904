package dev.freshet.daemon.plugin;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One call of a plug-in's code, between the thread that asks for it and the one that makes it. */
final class TimedCall<T extends @Nullable Object> {

  /** How far it is. Whoever leads it out of RUNNING decides what becomes of it. */
  private enum State {
    RUNNING,
    ENDED,
    ABANDONED
  }

  private final Callable<T> task;
  private final Thread caller = Thread.currentThread();
  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private @Nullable Object result;
  private @Nullable Throwable thrown;

  TimedCall(Callable<T> task) {
    this.task = task;
  }

  /**
   * Makes the call.
   *
   * @return whether the caller still waited for it
   */
  @SuppressWarnings("CatchAndPrintStackTrace")
  boolean run() {
    try {
      result = task.call();
    } catch (Throwable e) {
      // All that the plug-in throws is the caller's, who tells one kind from the other.
      thrown = e;
    }
    boolean awaited = state.compareAndSet(State.RUNNING, State.ENDED);
    if (awaited) {
      LockSupport.unpark(caller);
    }
    return awaited;
  }

  boolean hasEnded() {
    return state.get() == State.ENDED;
  }

  /**
   * Gives the call up.
   *
   * @return false if it has ended meanwhile
   */
  boolean abandon() {
    return state.compareAndSet(State.RUNNING, State.ABANDONED);
  }

  /** What it threw, once it has ended; null if nothing. */
  @Nullable Throwable thrown() {
    return thrown;
  }

  /** What it returned, once it has ended. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // the task made it
  T result() {
    return (T) result;
  }
}
