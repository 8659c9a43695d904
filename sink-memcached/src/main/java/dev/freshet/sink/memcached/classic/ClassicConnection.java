package dev.freshet.sink.memcached.classic;

import com.google.code.yanf4j.core.Session;
import com.google.code.yanf4j.core.impl.StandardSocketOption;
import com.google.code.yanf4j.nio.impl.NioController;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.command.BinaryCommandFactory;
import net.rubyeye.xmemcached.command.Command;
import net.rubyeye.xmemcached.command.TextCommandFactory;
import net.rubyeye.xmemcached.networking.Connector;
import net.rubyeye.xmemcached.networking.MemcachedSession;
import net.rubyeye.xmemcached.utils.InetSocketAddressWrapper;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to one server, kept by a client of Xmemcached's that has no other. Requests
 * are carried out in the order in which they are sent. Thread-safe, but for that order.
 */
public final class ClassicConnection {

  /**
   * Xmemcached's own 32 KiB are less than a packet on the loopback, so that each waits for the
   * delayed acknowledgement of the one before.
   */
  private static final int SEND_BUFFER_BYTES = 256 * 1024;

  private final ClassicProtocol protocol;
  private final MemcachedClient client;
  private final AtomicInteger awaited = new AtomicInteger();
  private final AtomicInteger nextOpaque = new AtomicInteger();
  private final CompletableFuture<ClassicFailure> ended = new CompletableFuture<>();
  private volatile @Nullable Session session;

  private ClassicConnection(ClassicProtocol protocol) throws IOException {
    this.protocol = protocol;
    XMemcachedClientBuilder builder = new XMemcachedClientBuilder(List.of());
    builder.setCommandFactory(
        switch (protocol) {
          case TEXT -> new TextCommandFactory();
          case BINARY -> new BinaryCommandFactory();
        });
    builder.setSocketOption(StandardSocketOption.SO_SNDBUF, SEND_BUFFER_BYTES);
    builder.setConnectionPoolSize(1);
    builder.setSelectorPoolSize(1);
    builder.setFailureMode(false);
    builder.setEnableHealSession(false);
    builder.addStateListener(new EndOfConnection(this::end));
    this.client = builder.build();
    client.setEnableHeartBeat(false);
    client
        .getConnector()
        .setCodecFactory(new ExpectedAnswers(() -> awaited.get() > 0, ended::complete));
  }

  /**
   * Connects. Blocks.
   *
   * @param timeout how long the TCP connection may take
   * @throws IOException if there is nobody, with the system's reason
   */
  public static ClassicConnection open(
      InetSocketAddress address, ClassicProtocol protocol, Duration timeout)
      throws IOException, InterruptedException {
    ClassicConnection connection = new ClassicConnection(protocol);
    try {
      connection.connect(address, timeout);
      return connection;
    } catch (IOException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void connect(InetSocketAddress address, Duration timeout)
      throws IOException, InterruptedException {
    Connector connector = client.getConnector();
    Future<Boolean> connecting =
        connector.connect(new InetSocketAddressWrapper(address, 1, 1, null));
    try {
      connecting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      connecting.cancel(true);
      throw new SocketTimeoutException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    }
    Set<Session> sessions = connector.getSessionSet();
    if (sessions.isEmpty()) {
      throw ended.getNow(new ClassicFailure(ClassicFailure.Reason.CLOSED, ""));
    }
    Session connected = sessions.iterator().next();
    // else the reactor waits half a second for more to read whenever it finds nothing
    connected.setUseBlockingRead(false);
    session = connected;
  }

  /** Completes when the connection has ended and nothing more of it will be carried out by us. */
  public CompletableFuture<ClassicFailure> ended() {
    return ended;
  }

  private void end() {
    ended.complete(new ClassicFailure(ClassicFailure.Reason.CLOSED, ""));
  }

  /**
   * Sends a request. Does not block. There is no answer if the connection ends before.
   *
   * @param onAnswer called by the connection's thread; must not block
   */
  public void send(ClassicRequest request, Consumer<ClassicAnswer> onAnswer) {
    Session connected = session;
    if (connected == null) {
      return;
    }
    AnswerListener listener =
        new AnswerListener() {
          @Override
          public void written() {
            awaited.incrementAndGet();
          }

          @Override
          public void answered(ClassicAnswer answer) {
            awaited.decrementAndGet();
            onAnswer.accept(answer);
          }

          @Override
          public void failed(ClassicFailure failure) {
            ended.complete(failure);
          }
        };
    connected.write(command(request, listener));
  }

  private Command command(ClassicRequest request, AnswerListener listener) {
    return switch (protocol) {
      case TEXT -> new TextCommand(request, listener);
      case BINARY -> new BinaryCommand(request, nextOpaque.getAndIncrement(), listener);
    };
  }

  /**
   * Asks, and waits for the answer. Blocks.
   *
   * @throws ClassicFailure if there is none within {@code timeout}
   */
  ClassicAnswer ask(ClassicRequest request, Duration timeout)
      throws ClassicFailure, InterruptedException {
    CompletableFuture<ClassicAnswer> answer = new CompletableFuture<>();
    send(request, answer::complete);
    try {
      CompletableFuture.anyOf(answer, ended).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new ClassicFailure(ClassicFailure.Reason.SILENT, "");
    }
    if (answer.isDone()) {
      return answer.join();
    }
    throw ended.join();
  }

  /** Hangs up and gives back all threads. Blocks for some seconds if the server does not read. */
  public void close() {
    Session connected = session;
    if (connected != null) {
      ((MemcachedSession) connected).setAllowReconnect(false);
      connected.close();
    }
    try {
      abandonConnecting();
      client.shutdown();
    } catch (IOException e) {
      throw new IllegalStateException("Xmemcached does not let go of a connection", e);
    } finally {
      end();
    }
  }

  /** Closes what is still being connected, which Xmemcached never does. */
  private void abandonConnecting() throws IOException {
    if (session == null
        && client.getConnector() instanceof NioController controller
        && controller.getSelectorManager() != null) {
      for (SelectionKey key :
          controller.getSelectorManager().getReactorByIndex(0).getSelector().keys()) {
        key.channel().close();
      }
    }
  }
}
