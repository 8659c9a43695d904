package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.routing.ServerAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a pool's client is told.
 *
 * @param pool the pool's configured name, for messages
 * @param servers the pool's servers
 * @param protocol how they are spoken to
 * @param connections how many connections to each server share what is sent to it
 * @param connectTimeout how long a connection, and then its handshake, may take
 * @param acknowledgementTimeout how long a server may leave operations unacknowledged before it is
 *     reported as down
 * @param backoff the pause before the first attempt to connect again; it doubles from there
 * @param maxBackoff the longest pause between attempts to connect
 * @param statisticsInterval how often each server is asked for its statistics; zero for never
 * @param access authentication and encryption
 * @param deletesOnly whether sets are turned into deletes
 * @param guarded whether what others have written that is newer is left alone
 */
public record ClientOptions(
    String pool,
    List<ServerAddress> servers,
    Protocol protocol,
    int connections,
    Duration connectTimeout,
    Duration acknowledgementTimeout,
    Duration backoff,
    Duration maxBackoff,
    Duration statisticsInterval,
    ServerAccess access,
    boolean deletesOnly,
    boolean guarded) {

  /** The same for one of several connections to a server, which messages tell apart. */
  ClientOptions ofConnection(int number) {
    return new ClientOptions(
        pool + ", connection " + number,
        servers,
        protocol,
        1,
        connectTimeout,
        acknowledgementTimeout,
        backoff,
        maxBackoff,
        statisticsInterval,
        access,
        deletesOnly,
        guarded);
  }
}
