package dev.freshet.sink.memcached.client;

import org.jspecify.annotations.Nullable;

/**
 * How a pool's servers are let know who is there, and the other way round.
 *
 * @param credentials what they are told if they ask; null for nothing
 * @param tls how connections are protected
 */
public record ServerAccess(@Nullable Credentials credentials, TlsOptions tls) {

  /** Neither authentication nor encryption. */
  public static final ServerAccess OPEN = new ServerAccess(null, TlsOptions.NONE);
}
