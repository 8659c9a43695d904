package dev.freshet.connector.binlog;

import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.client.EventHandler;
import dev.freshet.connector.binlog.event.EventCode;
import dev.freshet.connector.binlog.event.RawEvent;

/**
 * Tells how far a connection has come, and passes its events on. A server takes any request; only
 * what it sends thereafter shows whether it follows it. Not thread-safe.
 */
final class FirstEvents implements EventHandler {

  private final EventHandler next;
  private final Runnable connected;
  private final Runnable flowing;
  private boolean hasBegun;
  private boolean flows;

  /**
   * @param next takes the events
   * @param connected is told when the server begins to send
   * @param flowing is told when something of the binlog itself comes, or a heartbeat
   */
  FirstEvents(EventHandler next, Runnable connected, Runnable flowing) {
    this.next = next;
    this.connected = connected;
    this.flowing = flowing;
  }

  @Override
  public void event(RawEvent event) throws SourceException, InterruptedException {
    if (!hasBegun) {
      hasBegun = true;
      connected.run();
    }
    if (!flows && isOfTheStream(event)) {
      flows = true;
      flowing.run();
    }
    next.event(event);
  }

  @Override
  public boolean isInTransaction() {
    return next.isInTransaction();
  }

  @Override
  public String nextPlace() {
    return next.nextPlace();
  }

  private static boolean isOfTheStream(RawEvent event) {
    return switch (event.code()) {
      case EventCode.HEARTBEAT, EventCode.HEARTBEAT_V2 -> true;
      // the server sends it before it looks for the position
      case EventCode.FORMAT_DESCRIPTION -> false;
      default -> !event.isArtificial();
    };
  }
}
