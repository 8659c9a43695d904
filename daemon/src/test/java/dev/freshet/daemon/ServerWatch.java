package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.ServerException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads random keys of a server again and again, as an application does, and notes each version
 * that is older than one that it has already seen under the same key. While the server does not
 * answer it waits, and keeps what it has seen. Runs in a thread of its own.
 */
final class ServerWatch {

  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String pool;
  private final PoolServer server;
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Long> noted = new HashMap<>();
  private final List<String> backwards = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "version-watch");
  private long reads;
  private volatile boolean stopped;

  ServerWatch(String pool, PoolServer server) {
    this.pool = pool;
    this.server = server;
  }

  void start() {
    thread.start();
  }

  void askToStop() {
    stopped = true;
  }

  void awaitEnd() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the watch ended", e);
    }
  }

  /** What went backwards; only after the end. */
  List<String> backwards() {
    return backwards;
  }

  /** How many values were read; only after the end. */
  long reads() {
    return reads;
  }

  private void watch() {
    Random random = new Random();
    @Nullable MemcachedReader reader = null;
    while (!stopped) {
      try {
        if (reader == null) {
          reader = server.reader();
        }
        String key =
            random.nextBoolean()
                ? "user:" + random.nextInt(40)
                : "setting:shared" + random.nextInt(RandomWriter.SHARED_SETTINGS);
        reader.getText(key).map(PhotoSite::parse).ifPresent(value -> note(key, value));
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (ServerException e) {
        // the test has stopped or killed the server
        if (reader != null) {
          reader.close();
          reader = null;
        }
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
    if (reader != null) {
      reader.close();
    }
  }

  private void note(String key, JsonNode value) {
    reads++;
    long version = VersionWatch.version(value);
    Long seen = newest.get(key);
    if (seen != null && version < seen) {
      // once, however often it is read
      if (!Objects.equals(noted.put(key, version), version)) {
        backwards.add(
            "%s: %s went from version %d to %d on %s of pool %s"
                .formatted(Instant.now(), key, seen, version, server.address(), pool));
      }
    } else {
      newest.put(key, version);
    }
  }
}
