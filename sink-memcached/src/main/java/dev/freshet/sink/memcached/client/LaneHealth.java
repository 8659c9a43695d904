package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one server is up, since when and why; logged when it changes. Changed by the pool's event
 * loop alone, read by any thread.
 */
final class LaneHealth {

  private static final Logger LOG = LoggerFactory.getLogger(LaneHealth.class);

  private final String pool;
  private volatile ServerHealth current;

  LaneHealth(String pool, String server) {
    this.pool = pool;
    this.current = new ServerHealth(server, false, Instant.now(), "not started");
  }

  ServerHealth current() {
    return current;
  }

  void up(String detail) {
    if (change(true, detail)) {
      LOG.info("pool {}: {} is up: {}", pool, current.server(), detail);
    }
  }

  void down(String detail) {
    if (change(false, detail)) {
      LOG.warn("pool {}: {} {}", pool, current.server(), detail);
    }
  }

  private boolean change(boolean up, String detail) {
    ServerHealth before = current;
    if (before.up() == up && before.detail().equals(detail)) {
      return false;
    }
    Instant since = before.up() == up ? before.since() : Instant.now();
    current = new ServerHealth(before.server(), up, since, detail);
    return true;
  }
}
