package dev.freshet.daemon.plugin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls one plug-in's code on threads that can be given up. The caller waits for each call, but no
 * longer than the time limit: then the call's thread is interrupted and left to itself, and another
 * takes its place. There are as many threads as there are calls at a time, beside those that were
 * abandoned, and when too many have been, no more are made: each could cost a thread. Thread-safe.
 */
final class PluginCalls implements ForeignCalls {

  /** How many calls may be abandoned before the plug-in's transformer is switched off. */
  static final int MOST_ABANDONED = 3;

  /**
   * The longest time that is counted in one go, in nanoseconds. While the whole process stands
   * still, it is not the plug-in that takes long.
   */
  private static final long SLICE_NANOS = Duration.ofMillis(50).toNanos();

  private final String name;
  private final ClassLoader loader;
  private final Duration limit;
  private final Deque<PluginThread> idle = new ArrayDeque<>();
  private final List<Thread> abandoned = new CopyOnWriteArrayList<>();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong thrown = new AtomicLong();
  private int started;
  private boolean closed;

  /**
   * @param name what the threads are called
   * @param loader the plug-in's class loader
   * @param limit how long a call may take
   */
  PluginCalls(String name, ClassLoader loader, Duration limit) {
    this.name = name;
    this.loader = loader;
    this.limit = limit;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An interrupt of the caller ends nothing and is kept.
   *
   * @throws PluginFailure if it throws or takes too long, or if too many calls did before
   */
  @Override
  public <T extends @Nullable Object> T call(Callable<T> task) throws PluginFailure {
    if (isExhausted()) {
      throw PluginFailure.off(MOST_ABANDONED);
    }
    TimedCall<T> call = new TimedCall<>(task);
    PluginThread thread = take();
    thread.give(call);
    if (!hasEndedInTime(call) && call.abandon()) {
      late.incrementAndGet();
      abandoned.add(thread);
      thread.interrupt();
      throw PluginFailure.late(limit.toMillis());
    }
    putBack(thread);
    OutOfMemoryError exhausted = call.exhausted();
    if (exhausted != null) {
      throw exhausted;
    }
    PluginFailure failure = call.failure();
    if (failure != null) {
      thrown.incrementAndGet();
      throw failure;
    }
    return call.result();
  }

  private boolean hasEndedInTime(TimedCall<?> call) {
    boolean interrupted = false;
    long left = limit.toNanos();
    while (!call.hasEnded() && left > 0) {
      long before = System.nanoTime();
      long slice = Math.min(left, SLICE_NANOS);
      LockSupport.parkNanos(call, slice);
      left -= Math.min(slice, System.nanoTime() - before);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return call.hasEnded();
  }

  private synchronized PluginThread take() {
    PluginThread thread = idle.pollFirst();
    if (thread == null) {
      started++;
      thread = new PluginThread("freshet-plugin-" + name + "-" + started, loader, this::retire);
      thread.start();
    }
    return thread;
  }

  private synchronized void putBack(PluginThread thread) {
    if (closed) {
      thread.end();
    } else {
      idle.addFirst(thread);
    }
  }

  /**
   * Ends the threads that wait for calls. A call that comes nevertheless is made and leaves none.
   */
  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(PluginThread::end);
    idle.clear();
  }

  /** A thread that has been taken is no longer among the idle ones, and must not end. */
  private synchronized boolean retire(PluginThread thread) {
    return idle.remove(thread);
  }

  @Override
  public boolean isExhausted() {
    return late.get() >= MOST_ABANDONED;
  }

  @Override
  public long late() {
    return late.get();
  }

  /** How many calls have thrown something. */
  long thrown() {
    return thrown.get();
  }

  @Override
  public int stuckThreads() {
    abandoned.removeIf(thread -> !thread.isAlive());
    return abandoned.size();
  }
}
