package dev.freshet.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Watches all servers of a pool for values that go back, each with a {@link ServerWatch}. What was
 * seen on a server counts for ever, whether or not the server is killed and comes back empty.
 */
final class VersionWatch implements AutoCloseable {

  private final List<ServerWatch> watches;

  private VersionWatch(List<ServerWatch> watches) {
    this.watches = watches;
  }

  static VersionWatch start(TestPool pool) {
    List<ServerWatch> watches =
        pool.servers().stream().map(server -> new ServerWatch(pool.name(), server)).toList();
    watches.forEach(ServerWatch::start);
    return new VersionWatch(watches);
  }

  /** Stops and gives what went backwards. */
  List<String> stop() {
    watches.forEach(ServerWatch::askToStop);
    watches.forEach(ServerWatch::awaitEnd);
    return watches.stream().flatMap(watch -> watch.backwards().stream()).toList();
  }

  /** How many values were read; only after {@link #stop}. */
  long reads() {
    return watches.stream().mapToLong(ServerWatch::reads).sum();
  }

  @Override
  public void close() {
    stop();
  }

  /** A value's version. */
  static long version(JsonNode value) {
    return value.get("version").asLong();
  }
}
