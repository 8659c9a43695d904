package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.classic.ClassicGreeting;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * Finds out which protocol a server speaks: meta if it knows it; text if it knows that, and answers
 * the meta commands with something else; binary if it answers that, and what is said to it in text
 * with something else or by hanging up. Anything else is no answer, so that a bad moment of a
 * server is not taken for what it can do.
 */
// Netty tells of a failed close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class ProtocolChoice {

  private final ServerAddress server;
  private final ClientOptions options;
  private final EventLoop loop;

  ProtocolChoice(ServerAddress server, ClientOptions options, EventLoop loop) {
    this.server = server;
    this.options = options;
    this.loop = loop;
  }

  /** The protocol, found on connections of its own; a failure is a {@link ServerTrouble}. */
  CompletableFuture<Protocol> find() {
    CompletableFuture<Protocol> found = new CompletableFuture<>();
    Connector.of(server, options, loop)
        .connect(Handshake.Questions.ALL)
        .addListener(
            meta -> {
              if (meta.isSuccess()) {
                ((Connector.Connection) meta.getNow()).channel().close();
                found.complete(Protocol.META);
              } else {
                withoutMeta(Troubles.of(meta.cause()), found);
              }
            });
    return found;
  }

  private void withoutMeta(ServerTrouble trouble, CompletableFuture<Protocol> found) {
    if (options.access().tls().mode() != TlsMode.DISABLED) {
      found.completeExceptionally(trouble);
    } else if (trouble instanceof NoMetaCommands) {
      found.complete(Protocol.TEXT);
    } else {
      probe(ClassicProtocol.TEXT)
          .whenComplete(
              (greeting, failure) -> {
                if (failure == null && trouble instanceof ForeignAnswer) {
                  found.complete(Protocol.TEXT);
                } else if (failure != null && Troubles.of(failure) instanceof OtherProtocol) {
                  withoutText(trouble, found);
                } else {
                  found.completeExceptionally(trouble);
                }
              });
    }
  }

  private void withoutText(ServerTrouble trouble, CompletableFuture<Protocol> found) {
    probe(ClassicProtocol.BINARY)
        .whenComplete(
            (greeting, failure) -> {
              if (failure == null) {
                found.complete(Protocol.BINARY);
              } else {
                found.completeExceptionally(trouble);
              }
            });
  }

  private CompletableFuture<ClassicGreeting> probe(ClassicProtocol protocol) {
    return new ClassicConnector(protocol, server, options).probe();
  }
}
