package dev.freshet.sink.memcached.client;

import dev.freshet.api.config.Finding;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.util.concurrent.Promise;
import java.util.regex.Pattern;

/** Looks at one server as a pool's connection would, and hangs up. Thread-safe. */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ServerProbe {

  /** Data that OpenSSL has read ahead is forgotten until more comes: seen with 1.6.18. */
  private static final Pattern STALLING_TLS = Pattern.compile("1\\.6\\.(\\d|1[0-8])");

  private final ServerAddress server;
  private final ServerAccess access;
  private final boolean guarded;
  private final Promise<Connector.Connection> connecting;

  private ServerProbe(
      ServerAddress server,
      ServerAccess access,
      boolean guarded,
      Promise<Connector.Connection> connecting) {
    this.server = server;
    this.access = access;
    this.guarded = guarded;
    this.connecting = connecting;
  }

  /**
   * Begins to connect to {@code server}.
   *
   * @param options of the pool that it belongs to
   */
  static ServerProbe begin(ServerAddress server, ClientOptions options) {
    Connector connector = Connector.of(server, options, EventLoops.next());
    return new ServerProbe(
        server, options.access(), options.guarded(), connector.connect(Handshake.Questions.ALL));
  }

  /**
   * Waits for what was found.
   *
   * @param subject how the finding names the server
   */
  Finding await(String subject) {
    connecting.awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      ServerTrouble trouble = Troubles.of(connecting.cause());
      return Finding.problem(
          subject, server.hostAndPort() + " " + trouble.getMessage(), trouble.remedy());
    }
    Connector.Connection connection = connecting.getNow();
    connection.channel().close();
    ServerFacts facts = connection.facts();
    if (guarded && !facts.takesVersions()) {
      ServerTrouble trouble = facts.unguarded();
      return Finding.problem(
          subject, server.hostAndPort() + " " + trouble.getMessage(), trouble.remedy());
    }
    String found =
        facts.maxItemBytes() == Long.MAX_VALUE
            ? "memcached %s, meta protocol".formatted(facts.version())
            : "memcached %s, meta protocol, items up to %d bytes"
                .formatted(facts.version(), facts.maxItemBytes());
    if (access.tls().mode() != TlsMode.DISABLED
        && STALLING_TLS.matcher(facts.version()).matches()) {
      return Finding.warning(
          subject,
          found + "; its own TLS is known to stop reading within a batch of more than 16 KB",
          "install a newer memcached (1.6.45 is well), or let a proxy speak TLS for it");
    }
    return access.credentials() == null || facts.authenticated()
        ? Finding.ok(subject, found)
        : Finding.warning(
            subject,
            found + "; it does not ask for the username that is set, and lets everybody in",
            "start it with a file of users (memcached -Y), or remove username and password");
  }
}
