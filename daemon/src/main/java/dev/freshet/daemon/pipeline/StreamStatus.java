package dev.freshet.daemon.pipeline;

import dev.freshet.api.spi.SourceException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a pipeline's stream is. Thread-safe. */
final class StreamStatus {

  /**
   * One look at it.
   *
   * @param server the server read from last, as {@code host:port}; empty before the first
   * @param connected whether it is being read from
   * @param since since when that is so
   * @param why why it is not; empty if it is
   */
  record View(String server, boolean connected, Instant since, String why) {}

  private View view = new View("", false, Instant.now(), "connecting");
  private @Nullable SourceException failure;
  private String storageTrouble = "";
  private long reconnects;
  private long failovers;

  synchronized void connected(String server) {
    if (!view.server().isEmpty() && !view.server().equals(server)) {
      failovers++;
    }
    view = new View(server, true, Instant.now(), "");
  }

  synchronized void disconnected(SourceException cause) {
    Instant since = view.connected() ? Instant.now() : view.since();
    view = new View(view.server(), false, since, String.valueOf(cause.getMessage()));
    reconnects++;
  }

  synchronized void failed(SourceException cause) {
    view = new View(view.server(), false, Instant.now(), String.valueOf(cause.getMessage()));
    if (failure == null) {
      failure = cause;
    }
  }

  synchronized void notStored(IOException cause) {
    storageTrouble = "state.dir cannot be written to: " + cause;
  }

  synchronized void stored() {
    storageTrouble = "";
  }

  synchronized View view() {
    return view;
  }

  /** Why the stream has ended for good, if it has. */
  synchronized Optional<SourceException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Why nothing can be stored; empty if it can. */
  synchronized String storageTrouble() {
    return storageTrouble;
  }

  /** How often the stream has gone on at another server than before. */
  synchronized long failovers() {
    return failovers;
  }

  /** How often the stream has lost its server. */
  synchronized long reconnects() {
    return reconnects;
  }
}
