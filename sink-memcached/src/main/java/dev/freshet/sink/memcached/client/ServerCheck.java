package dev.freshet.sink.memcached.client;

import dev.freshet.api.config.Finding;
import dev.freshet.sink.memcached.classic.ClassicGreeting;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.routing.ServerAddress;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** Looks at one server in the protocol that its pool would speak to it, and hangs up. */
public final class ServerCheck {

  private ServerCheck() {}

  /**
   * Begins to look at {@code server}. Does not block.
   *
   * @param subject how the finding names the server
   * @param options of the pool that it belongs to
   */
  public static CompletableFuture<Finding> begin(
      String subject, ServerAddress server, ClientOptions options) {
    return switch (options.protocol()) {
      case TEXT -> classic(ClassicProtocol.TEXT, subject, server, options);
      case BINARY -> classic(ClassicProtocol.BINARY, subject, server, options);
      case META -> meta(subject, server, options);
      case AUTO ->
          options.guarded() ? meta(subject, server, options) : auto(subject, server, options);
    };
  }

  private static CompletableFuture<Finding> meta(
      String subject, ServerAddress server, ClientOptions options) {
    ServerProbe probe = ServerProbe.begin(server, options);
    return ClassicConnector.supply(() -> probe.await(subject));
  }

  private static CompletableFuture<Finding> auto(
      String subject, ServerAddress server, ClientOptions options) {
    return new ProtocolChoice(server, options, EventLoops.next())
        .find()
        .handle((protocol, failure) -> failure == null ? protocol : Protocol.META)
        .thenCompose(
            protocol ->
                switch (protocol) {
                  case TEXT -> classic(ClassicProtocol.TEXT, subject, server, options);
                  case BINARY -> classic(ClassicProtocol.BINARY, subject, server, options);
                  case META, AUTO -> meta(subject, server, options);
                });
  }

  private static CompletableFuture<Finding> classic(
      ClassicProtocol protocol, String subject, ServerAddress server, ClientOptions options) {
    return new ClassicConnector(protocol, server, options)
        .probe()
        .handle(
            (greeting, failure) -> {
              if (failure != null) {
                ServerTrouble trouble = Troubles.of(failure);
                return Finding.problem(
                    subject, server.hostAndPort() + " " + trouble.getMessage(), trouble.remedy());
              }
              return Finding.ok(subject, found(protocol, greeting));
            });
  }

  private static String found(ClassicProtocol protocol, ClassicGreeting greeting) {
    String found =
        "memcached %s, %s protocol"
            .formatted(greeting.version(), protocol.name().toLowerCase(Locale.ROOT));
    return greeting.maxItemBytes() == Long.MAX_VALUE
        ? found
        : found + ", items up to " + greeting.maxItemBytes() + " bytes";
  }
}
