package dev.freshet.sink.memcached.classic;

/** The protocols that every command of is answered. */
public enum ClassicProtocol {
  /** memcached doc/protocol.txt. */
  TEXT,
  /** memcached doc/protocol-binary.txt. */
  BINARY
}
