package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.routing.ServerAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a pool's client is told.
 *
 * @param pool the pool's configured name, for messages
 * @param servers the pool's servers
 * @param connectTimeout how long a connection, and then its handshake, may take
 * @param acknowledgementTimeout how long a server may leave operations unacknowledged before it is
 *     reported as down
 * @param backoff the pause before the first attempt to connect again; it doubles from there
 * @param maxBackoff the longest pause between attempts to connect
 * @param deletesOnly whether sets are turned into deletes
 */
public record ClientOptions(
    String pool,
    List<ServerAddress> servers,
    Duration connectTimeout,
    Duration acknowledgementTimeout,
    Duration backoff,
    Duration maxBackoff,
    boolean deletesOnly) {}
