package dev.freshet.sink.memcached.client;

import dev.freshet.api.operation.CacheKey;
import dev.freshet.api.spi.HeldItem;
import dev.freshet.sink.memcached.classic.ClassicAnswer;
import dev.freshet.sink.memcached.classic.ClassicConnection;
import dev.freshet.sink.memcached.classic.ClassicItem;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.classic.ClassicRequest;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * Reads in the text or binary protocol, many gets under way at once, each with an answer of its
 * own. These protocols do not tell times to live, and reading in them counts as a use of the item.
 */
// Whether a connection is closed by then is of no interest here.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClassicItemConnection implements ItemConnection {

  private final ClassicConnection connection;
  private final ItemListener listener;
  private final EventLoop loop;

  private ClassicItemConnection(
      ClassicConnection connection, ItemListener listener, EventLoop loop) {
    this.connection = connection;
    this.listener = listener;
    this.loop = loop;
  }

  /** Makes connections of this kind to {@code server}. */
  static ItemConnector connector(
      ClassicProtocol protocol, ServerAddress server, ClientOptions options, EventLoop loop) {
    ClassicConnector connector = new ClassicConnector(protocol, server, options);
    return listener -> connect(protocol, connector, listener, loop);
  }

  private static CompletableFuture<ItemConnection> connect(
      ClassicProtocol protocol, ClassicConnector connector, ItemListener listener, EventLoop loop) {
    return connector
        .connect()
        .thenApply(
            opened -> {
              ClassicConnection connection = opened.connection();
              connection
                  .ended()
                  .thenAcceptAsync(
                      end -> listener.ended(ClassicTroubles.ofEnd(protocol, end)), loop);
              return new ClassicItemConnection(connection, listener, loop);
            });
  }

  @Override
  public void ask(CacheKey key) {
    connection.send(ClassicRequest.get(key.bytes()), answer -> loop.execute(() -> take(answer)));
  }

  private void take(ClassicAnswer answer) {
    ClassicItem item = answer.item();
    if (!answer.accepted()) {
      listener.refused(answer.text());
    } else if (item == null) {
      listener.answered(new HeldItem.Absent());
    } else {
      listener.answered(
          new HeldItem.Present(
              item.value(), item.flags(), HeldItem.Present.UNKNOWN, item.version()));
    }
  }

  @Override
  public void flush() {
    // each question is on its way as soon as it is asked
  }

  @Override
  public void close() {
    ClassicConnector.close(connection);
  }
}
