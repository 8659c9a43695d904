package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.ServerException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks again and again whether the probes of a {@link ProbeWriter} can be read from a pool, and
 * notes how long after the commit they could. A probe can be read when its key shows its number or
 * a later one. While a server does not answer, it waits. Runs in a thread of its own.
 */
final class ProbeWatch implements AutoCloseable {

  private static final long PAUSE_NANOS = 300_000;
  private static final long RETRY_NANOS = 20_000_000;

  private final TestPool pool;
  private final Thread thread;
  private final Queue<Probe> announced = new ConcurrentLinkedQueue<>();
  private final AtomicInteger outstanding = new AtomicInteger();
  private final List<Deque<Probe>> waiting = new ArrayList<>();

  /** Where a key was found last: it lives on one server. */
  private final Map<Integer, PoolServer> places = new HashMap<>();

  private final Map<PoolServer, MemcachedReader> readers = new HashMap<>();
  private volatile boolean stopped;

  /**
   * A committed row.
   *
   * @param key which of the probes' keys it has
   * @param number grows with each probe
   * @param committedNanos when the commit returned, by System.nanoTime
   * @param phase when that was
   */
  record Probe(int key, long number, long committedNanos, ProbePhase phase) {}

  private ProbeWatch(TestPool pool) {
    this.pool = pool;
    this.thread = new Thread(this::watch, "probe-watch-" + pool.name());
    for (int key = 0; key < ProbeWriter.KEYS; key++) {
      waiting.add(new ArrayDeque<>());
    }
  }

  static ProbeWatch start(TestPool pool) {
    ProbeWatch watch = new ProbeWatch(pool);
    watch.thread.start();
    return watch;
  }

  void expect(Probe probe) {
    outstanding.incrementAndGet();
    announced.add(probe);
  }

  /** How many probes have been committed and not been seen. */
  int outstanding() {
    return outstanding.get();
  }

  private void watch() {
    while (!stopped) {
      for (Probe probe = announced.poll(); probe != null; probe = announced.poll()) {
        waiting.get(probe.key()).add(probe);
      }
      try {
        for (int key = 0; key < ProbeWriter.KEYS; key++) {
          look(key);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      } catch (ServerException e) {
        // the test has stopped or killed a server
        closeReaders();
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
    closeReaders();
  }

  private void look(int key) {
    Deque<Probe> probes = waiting.get(key);
    if (probes.isEmpty()) {
      return;
    }
    long visible = read(key).map(VersionWatch::version).orElse(0L);
    long now = System.nanoTime();
    while (!probes.isEmpty() && probes.element().number() <= visible) {
      Probe probe = probes.remove();
      probe.phase().of(pool.name()).add(now - probe.committedNanos());
      outstanding.decrementAndGet();
    }
  }

  private Optional<JsonNode> read(int key) {
    PoolServer known = places.get(key);
    if (known != null) {
      return read(known, key);
    }
    for (PoolServer server : pool.servers()) {
      Optional<JsonNode> value = read(server, key);
      if (value.isPresent()) {
        places.put(key, server);
        return value;
      }
    }
    return Optional.empty();
  }

  private Optional<JsonNode> read(PoolServer server, int key) {
    return readers
        .computeIfAbsent(server, PoolServer::reader)
        .getText("setting:probe" + key)
        .map(PhotoSite::parse);
  }

  private void closeReaders() {
    readers.values().forEach(MemcachedReader::close);
    readers.clear();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the watch ended", e);
    }
  }
}
