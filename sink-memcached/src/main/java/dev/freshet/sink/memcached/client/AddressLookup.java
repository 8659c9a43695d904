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
 * Asks for the addresses of a name, and does what else may block before a connection is made, on
 * threads {@code freshet-resolver-N} of their own: a name service that hangs must not hold up an
 * event loop.
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

  /** Tells the addresses of a name. Blocks. */
  @FunctionalInterface
  interface Names {

    /** Those of the system. */
    Names SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /** At least one address. */
    List<InetAddress> addresses(String host) throws UnknownHostException;
  }

  /** Work that blocks. */
  @FunctionalInterface
  interface Question<T> {
    T answer() throws ServerTrouble;
  }

  /** Asks {@code question}; the future fails with what it throws. */
  static <T> CompletableFuture<T> ask(Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    execute(
        THREADS,
        answer,
        () -> {
          try {
            answer.complete(question.answer());
          } catch (ServerTrouble e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /** The addresses of {@code host}, asked for anew each time. Blocks. */
  static List<InetAddress> addresses(Names names, String host) throws ServerTrouble {
    try {
      return names.addresses(host);
    } catch (UnknownHostException e) {
      throw new ServerTrouble(
          "has a name that cannot be resolved",
          "correct its address in servers, or the name service");
    }
  }

  /** Does {@code lookups}; the future fails with what they throw. */
  static CompletableFuture<Void> of(Lookups lookups) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    execute(
        THREADS,
        done,
        () -> {
          try {
            lookups.run();
            done.complete(null);
          } catch (UnknownHostException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /**
   * Does {@code work} on one of {@code threads}. What it throws, or that there is no thread to be
   * had, fails {@code result}: whoever waits for that tries again, and nothing else would.
   */
  static void execute(Executor threads, CompletableFuture<?> result, Runnable work) {
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException | Error e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  /** Several questions to the system. */
  @FunctionalInterface
  interface Lookups {
    void run() throws UnknownHostException;
  }
}
