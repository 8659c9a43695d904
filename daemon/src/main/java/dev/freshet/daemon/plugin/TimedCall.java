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
  private @Nullable PluginFailure failure;
  private @Nullable OutOfMemoryError exhausted;

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
    } catch (OutOfMemoryError e) {
      exhausted = e;
    } catch (Throwable e) {
      // Described here, since what was thrown may run the plug-in's code to tell of itself.
      failure = PluginFailure.threw(e);
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

  /** That it threw something, once it has ended; null if it did not. */
  @Nullable PluginFailure failure() {
    return failure;
  }

  /** That the memory did not suffice, once it has ended; null if it did. */
  @Nullable OutOfMemoryError exhausted() {
    return exhausted;
  }

  /** What it returned, once it has ended. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // the task made it
  T result() {
    return (T) result;
  }
}
