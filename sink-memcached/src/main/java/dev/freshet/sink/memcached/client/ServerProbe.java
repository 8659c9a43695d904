package dev.freshet.sink.memcached.client;

import dev.freshet.api.config.Finding;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.util.concurrent.Promise;
import java.time.Duration;

/** Looks at one server as a pool's connection would, and hangs up. Thread-safe. */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
public final class ServerProbe {

  private final ServerAddress server;
  private final Promise<Connector.Connection> connecting;

  private ServerProbe(ServerAddress server, Promise<Connector.Connection> connecting) {
    this.server = server;
    this.connecting = connecting;
  }

  /**
   * Begins to connect to {@code server}.
   *
   * @param timeout how long the connection, and then the handshake, may take
   */
  public static ServerProbe begin(ServerAddress server, Duration timeout) {
    return new ServerProbe(server, new Connector(server, timeout, EventLoops.next()).connect());
  }

  /**
   * Waits for what was found.
   *
   * @param subject how the finding names the server
   */
  public Finding await(String subject) {
    connecting.awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      ServerTrouble trouble = Troubles.of(connecting.cause());
      return Finding.problem(
          subject, server.hostAndPort() + " " + trouble.getMessage(), trouble.remedy());
    }
    Connector.Connection connection = connecting.getNow();
    connection.channel().close();
    ServerFacts facts = connection.facts();
    return Finding.ok(
        subject,
        facts.maxItemBytes() == Long.MAX_VALUE
            ? "memcached %s, meta protocol".formatted(facts.version())
            : "memcached %s, meta protocol, items up to %d bytes"
                .formatted(facts.version(), facts.maxItemBytes()));
  }
}
