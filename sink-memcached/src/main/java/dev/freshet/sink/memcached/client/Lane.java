package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.ServerHealth;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;

/**
 * The way of operations to one server of a pool, over whichever protocol. Used by the pool's event
 * loop alone, but for {@link #health}.
 */
interface Lane {

  /** The lane for {@code server} that {@code options} ask for. Connects to nothing. */
  static Lane of(ServerAddress server, ClientOptions options, EventLoop loop) {
    return options.connections() > 1
        ? new StripedLane(server, options, loop)
        : single(options.protocol(), server, options, loop);
  }

  /** The same over one connection, in another protocol if need be. */
  static Lane single(
      Protocol protocol, ServerAddress server, ClientOptions options, EventLoop loop) {
    return switch (protocol) {
      case AUTO ->
          options.guarded()
              ? new ServerLane(server, options, loop)
              : new AutoLane(server, options, loop);
      case META -> new ServerLane(server, options, loop);
      case TEXT -> new ClassicLane(ClassicProtocol.TEXT, server, options, loop);
      case BINARY -> new ClassicLane(ClassicProtocol.BINARY, server, options, loop);
    };
  }

  /** How the server is. Thread-safe. */
  ServerHealth health();

  /** Begins to connect, and to connect again whenever a connection ends. */
  void connect();

  /** Takes operations, however the server is at the moment. */
  void deliver(Delivery delivery);

  /** Forgets all deliveries; their batches do not wait for this server any more. */
  void reset();

  /**
   * Empties the server, ahead of what is delivered from now on.
   *
   * @param flushed completes when it is empty; exceptionally if it refuses or has been reset
   */
  void flush(CompletableFuture<Void> flushed);

  /** Whether a command to empty the server is due or on its way. */
  boolean isEmptying();

  /**
   * How many operations have not been carried out because the server held something newer.
   * Thread-safe.
   */
  default long steppedBack() {
    return 0;
  }

  /** Reports the server as down if it has left operations unacknowledged for too long. */
  void checkAcknowledgements();

  /** Hangs up for good. Acknowledges nothing more. */
  void close();
}
