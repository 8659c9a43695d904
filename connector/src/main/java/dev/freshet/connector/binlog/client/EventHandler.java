package dev.freshet.connector.binlog.client;

import dev.freshet.api.spi.SourceException;
import dev.freshet.connector.binlog.event.RawEvent;

/** Takes the events of a connection, one after the other, on the thread that reads them. */
public interface EventHandler {

  /**
   * Takes the next event. May block; the connection is not read from meanwhile.
   *
   * @throws SourceException to end the connection with it
   * @throws InterruptedException if reading is to end
   */
  void event(RawEvent event) throws SourceException, InterruptedException;

  /** Whether a transaction has begun that has not ended. */
  boolean isInTransaction();

  /** File and offset where the event begins that comes next, for messages. */
  String nextPlace();
}
