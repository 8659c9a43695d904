package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Reads random keys of a pool again and again, as an application does, and notes each version that
 * is older than one that it has already seen under the same key. Runs in a thread of its own.
 */
final class VersionWatch implements AutoCloseable {

  private final List<MemcachedReader> readers;
  private final Map<String, Long> newest = new HashMap<>();
  private final List<String> backwards = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "version-watch");
  private long reads;
  private volatile boolean stopped;

  private VersionWatch(List<MemcachedReader> readers) {
    this.readers = readers;
  }

  static VersionWatch start(TestPool pool) {
    VersionWatch watch =
        new VersionWatch(pool.servers().stream().map(MemcachedServer::reader).toList());
    watch.thread.start();
    return watch;
  }

  private void watch() {
    Random random = new Random(7);
    while (!stopped) {
      String key =
          random.nextBoolean()
              ? "user:" + random.nextInt(40)
              : "setting:shared" + random.nextInt(RandomWriter.SHARED_SETTINGS);
      for (MemcachedReader reader : readers) {
        reader.getText(key).map(PhotoSite::parse).ifPresent(value -> note(key, value));
      }
    }
  }

  private void note(String key, JsonNode value) {
    reads++;
    long version = value.get("version").asLong();
    Long seen = newest.get(key);
    if (seen != null && version < seen) {
      backwards.add(key + " went from version " + seen + " to " + version);
    } else {
      newest.put(key, version);
    }
  }

  /** Stops and gives what went backwards. */
  List<String> stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the watch ended", e);
    }
    return backwards;
  }

  /** How many values were read; only after {@link #stop}. */
  long reads() {
    return reads;
  }

  @Override
  public void close() {
    stop();
    readers.forEach(MemcachedReader::close);
  }
}
