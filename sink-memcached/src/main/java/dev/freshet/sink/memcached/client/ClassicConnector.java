package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.classic.ClassicConnection;
import dev.freshet.sink.memcached.classic.ClassicGreeting;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections over the text or binary protocol: name lookup, TCP, handshake. What of that
 * blocks is done by threads {@code freshet-classic-N}, which end when nothing of the kind is to do.
 */
final class ClassicConnector {

  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DefaultThreadFactory("freshet-classic", true));

  private final ClassicProtocol protocol;
  private final ServerAddress server;
  private final ClientOptions options;

  ClassicConnector(ClassicProtocol protocol, ServerAddress server, ClientOptions options) {
    this.protocol = protocol;
    this.server = server;
    this.options = options;
  }

  /** A connection whose server has answered the handshake. */
  record Opened(ClassicConnection connection, ClassicGreeting greeting) {}

  /** Connects; a failure is a {@link ServerTrouble}. */
  CompletableFuture<Opened> connect() {
    return AddressLookup.ask(
            () -> AddressLookup.addresses(AddressLookup.Names.SYSTEM, server.host()))
        .thenCompose(
            addresses -> {
              CompletableFuture<Opened> opened = new CompletableFuture<>();
              AddressLookup.execute(THREADS, opened, () -> connect(addresses, opened));
              return opened;
            });
  }

  /** Connects, shakes hands and hangs up; a failure is a {@link ServerTrouble}. */
  CompletableFuture<ClassicGreeting> probe() {
    return connect()
        .thenCompose(opened -> close(opened.connection()).thenApply(closed -> opened.greeting()));
  }

  private void connect(List<InetAddress> addresses, CompletableFuture<Opened> opened) {
    try {
      ClassicConnection connection = open(addresses);
      try {
        @Nullable Credentials credentials = options.access().credentials();
        opened.complete(
            new Opened(
                connection,
                ClassicGreeting.exchange(
                    connection,
                    protocol,
                    credentials == null ? null : credentials.username(),
                    credentials == null ? null : credentials.password(),
                    options.connectTimeout())));
      } finally {
        if (!opened.isDone()) {
          connection.close();
        }
      }
    } catch (IOException | RuntimeException e) {
      opened.completeExceptionally(ClassicTroubles.ofGreeting(protocol, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      opened.completeExceptionally(ClassicTroubles.ofGreeting(protocol, e));
    }
  }

  /** Tries the addresses one behind the other until one takes the TCP connection. */
  private ClassicConnection open(List<InetAddress> addresses)
      throws IOException, InterruptedException {
    IOException failure = new IOException("no address");
    for (InetAddress address : addresses) {
      try {
        return ClassicConnection.open(
            new InetSocketAddress(address, server.port()), protocol, options.connectTimeout());
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  /** Does {@code work} that blocks. */
  static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, THREADS);
  }

  /** Hangs up; completes once nothing of the connection is left on this side. */
  static CompletableFuture<Void> close(ClassicConnection connection) {
    return CompletableFuture.runAsync(connection::close, THREADS);
  }
}
