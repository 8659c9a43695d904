package dev.freshet.daemon.plugin;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A thread that makes one call of a plug-in's code after the other, until a call is abandoned. */
final class PluginThread extends Thread {

  private static final long IDLE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Predicate<PluginThread> retire;
  private final AtomicReference<@Nullable TimedCall<?>> next = new AtomicReference<>();

  private volatile boolean ended;

  /**
   * @param retire asked when nothing has come for a while: whether the thread may end
   */
  PluginThread(String name, ClassLoader loader, Predicate<PluginThread> retire) {
    super(name);
    this.retire = retire;
    setDaemon(true);
    setContextClassLoader(loader);
  }

  /** Gives it a call to make; only while it has none. */
  void give(TimedCall<?> call) {
    next.set(call);
    LockSupport.unpark(this);
  }

  /** Ends it as soon as it has no call to make. */
  void end() {
    ended = true;
    LockSupport.unpark(this);
  }

  @Override
  public void run() {
    TimedCall<?> call = await();
    while (call != null && call.run()) {
      call = await();
    }
  }

  private @Nullable TimedCall<?> await() {
    long idleSince = System.nanoTime();
    while (true) {
      // What a plug-in leaves behind of an interrupt is none of the next call's, nor keeps it
      // awake.
      Thread.interrupted();
      TimedCall<?> call = next.getAndSet(null);
      if (call != null) {
        return call;
      }
      if (ended || (System.nanoTime() - idleSince > IDLE_NANOS && retire.test(this))) {
        return null;
      }
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
  }
}
