package dev.freshet.sink.memcached;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a key that holds a growing number, over and over, and notes if the number shrinks. */
final class HotKeyWatch implements AutoCloseable {

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable String> wentBack = new AtomicReference<>();
  private final Thread thread;

  private HotKeyWatch(Supplier<Optional<String>> look) {
    thread = new Thread(() -> watch(look), "watch");
  }

  /**
   * Begins.
   *
   * @param look reads the key; called by a thread of the watch's own
   */
  static HotKeyWatch start(Supplier<Optional<String>> look) {
    HotKeyWatch watch = new HotKeyWatch(look);
    watch.thread.start();
    return watch;
  }

  private void watch(Supplier<Optional<String>> look) {
    int newest = 0;
    while (!stop.get()) {
      int seen = look.get().map(Integer::parseInt).orElse(newest);
      if (seen < newest) {
        wentBack.set(newest + " was followed by " + seen);
      }
      newest = Math.max(newest, seen);
    }
  }

  /** Ends the watch; what it has seen that should not be, if anything. */
  Optional<String> stop() throws InterruptedException {
    stop.set(true);
    thread.join();
    return Optional.ofNullable(wentBack.get());
  }

  @Override
  public void close() {
    stop.set(true);
  }
}
