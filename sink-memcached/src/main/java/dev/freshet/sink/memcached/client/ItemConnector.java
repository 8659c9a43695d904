package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/** Makes connections that read what one server holds. Used by the reader's event loop alone. */
interface ItemConnector {

  /** The connector to {@code server} that {@code protocol} asks for. Connects to nothing. */
  static ItemConnector of(
      Protocol protocol, ServerAddress server, ClientOptions options, EventLoop loop) {
    return switch (protocol) {
      case AUTO ->
          options.guarded()
              ? MetaItemConnection.connector(server, options, loop)
              : new AutoItemConnector(server, options, loop);
      case META -> MetaItemConnection.connector(server, options, loop);
      case TEXT -> ClassicItemConnection.connector(ClassicProtocol.TEXT, server, options, loop);
      case BINARY -> ClassicItemConnection.connector(ClassicProtocol.BINARY, server, options, loop);
    };
  }

  /**
   * Connects; a failure is a {@link ServerTrouble}. May complete on any thread.
   *
   * @param listener told what comes of the connection from then on
   */
  CompletableFuture<ItemConnection> connect(ItemListener listener);
}
