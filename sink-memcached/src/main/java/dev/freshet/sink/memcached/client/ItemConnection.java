package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;

/**
 * A connection that reads what one server holds, in whichever protocol. What becomes of it and of
 * questions is told to an {@link ItemListener}. Used by the reader's event loop alone; nothing
 * blocks.
 */
interface ItemConnection {

  /** Asks what is held under {@code key}. Questions are answered in their order. */
  void ask(CacheKey key);

  /** Sends what has been asked and not been sent yet. */
  void flush();

  /** Hangs up. May be called again, and after the connection has ended. */
  void close();
}
