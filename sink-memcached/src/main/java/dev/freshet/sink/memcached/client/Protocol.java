package dev.freshet.sink.memcached.client;

/** How a server is spoken to. */
public enum Protocol {
  /** {@link #META} where the server knows it, else what it does know. */
  AUTO,
  /** memcached's meta commands, as they are since 1.6.10. */
  META,
  /** memcached's classic text commands, one answer to each. */
  TEXT,
  /** memcached's binary protocol, one answer to each command. */
  BINARY
}
