package dev.freshet.sink.memcached.client;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks the system for the addresses of a name, on threads {@code freshet-resolver-N} of their own:
 * a name service that hangs must not hold up an event loop.
 */
final class AddressLookup {

  private static final Executor THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DefaultThreadFactory("freshet-resolver", true));

  private AddressLookup() {}

  /** The addresses of {@code host}, asked for anew each time. */
  static CompletableFuture<List<InetAddress>> of(String host) {
    CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
    THREADS.execute(
        () -> {
          try {
            addresses.complete(List.of(InetAddress.getAllByName(host)));
          } catch (UnknownHostException e) {
            addresses.completeExceptionally(
                new ServerTrouble(
                    "has a name that cannot be resolved",
                    "correct its address in servers, or the name service"));
          }
        });
    return addresses;
  }

  /** Does {@code lookups}; the future fails with what they throw. */
  static CompletableFuture<Void> of(Lookups lookups) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    THREADS.execute(
        () -> {
          try {
            lookups.run();
            done.complete(null);
          } catch (UnknownHostException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Several questions to the system. */
  @FunctionalInterface
  interface Lookups {
    void run() throws UnknownHostException;
  }
}
