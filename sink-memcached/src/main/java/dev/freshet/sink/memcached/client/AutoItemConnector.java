package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Finds out once, when the server first answers, what it speaks. */
final class AutoItemConnector implements ItemConnector {

  private final ServerAddress server;
  private final ClientOptions options;
  private final EventLoop loop;
  private @Nullable ItemConnector chosen;

  AutoItemConnector(ServerAddress server, ClientOptions options, EventLoop loop) {
    this.server = server;
    this.options = options;
    this.loop = loop;
  }

  @Override
  public CompletableFuture<ItemConnection> connect(ItemListener listener) {
    ItemConnector known = chosen;
    return known == null
        ? new ProtocolChoice(server, options, loop)
            .find()
            .thenComposeAsync(protocol -> choose(protocol).connect(listener), loop)
        : known.connect(listener);
  }

  private ItemConnector choose(Protocol protocol) {
    ItemConnector choice = ItemConnector.of(protocol, server, options, loop);
    chosen = choice;
    return choice;
  }
}
