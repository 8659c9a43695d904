package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.HeldItem;

/** Told what comes of a connection that reads, by the reader's event loop. */
interface ItemListener {

  /** The server has answered the oldest question that it had not answered. */
  void answered(HeldItem item);

  /**
   * The server has answered the oldest question that it had not answered, by an error.
   *
   * @param error the server's words
   */
  void refused(String error);

  /** The connection is of no use any more; questions without an answer get none. */
  void ended(ServerTrouble why);
}
