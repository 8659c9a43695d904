package dev.freshet.sink.memcached;

import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Reads a key that holds a growing number, over and over, and notes if the number shrinks. */
final class HotKeyWatch implements AutoCloseable {

  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicReference<@Nullable String> wentBack = new AtomicReference<>();
  private final Thread thread;

  private HotKeyWatch(MemcachedServer server, String key) {
    thread = new Thread(() -> watch(server, key), "watch");
  }

  static HotKeyWatch start(MemcachedServer server, String key) {
    HotKeyWatch watch = new HotKeyWatch(server, key);
    watch.thread.start();
    return watch;
  }

  private void watch(MemcachedServer server, String key) {
    try (MemcachedReader reader = server.reader()) {
      int newest = 0;
      while (!stop.get()) {
        int seen = reader.getText(key).map(Integer::parseInt).orElse(newest);
        if (seen < newest) {
          wentBack.set(newest + " was followed by " + seen);
        }
        newest = Math.max(newest, seen);
      }
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
