package dev.freshet.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private EchoServer echo;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    echo = EchoServer.start();
    proxy = FaultProxy.start("127.0.0.1", echo.listener.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesOnWhatItIsGiven() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 'a')).isEqualTo('a');
      assertThat(proxy.connections()).isEqualTo(1);
    }
  }

  @Test
  void cutBreaksWhatIsOpenAndNothingElse() throws IOException {
    try (Socket before = connect()) {
      assertThat(echoOf(before, 'a')).isEqualTo('a');
      proxy.cut();
      assertThatThrownBy(() -> echoOf(before, 'b')).isInstanceOf(SocketException.class);
      try (Socket after = connect()) {
        assertThat(echoOf(after, 'c')).isEqualTo('c');
      }
    }
  }

  @Test
  void refuseLeavesWhatIsOpenAlone() throws IOException {
    try (Socket before = connect()) {
      assertThat(echoOf(before, 'a')).isEqualTo('a');
      proxy.refuse();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      assertThat(echoOf(before, 'b')).isEqualTo('b');
      proxy.restore();
      try (Socket after = connect()) {
        assertThat(echoOf(after, 'c')).isEqualTo('c');
      }
    }
  }

  @Test
  void stallAcceptsAndPassesNothingUntilRestored() throws IOException {
    try (Socket before = connect()) {
      assertThat(echoOf(before, 'a')).isEqualTo('a');
      proxy.stall();
      try (Socket during = connect()) {
        before.getOutputStream().write('b');
        during.getOutputStream().write('c');
        before.setSoTimeout(300);
        assertThatThrownBy(() -> before.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        proxy.restore();
        before.setSoTimeout(5_000);
        assertThat(before.getInputStream().read()).isEqualTo('b');
        assertThat(during.getInputStream().read()).isEqualTo('c');
      }
    }
  }

  @Test
  void delayHoldsBackBothDirections() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 'a')).isEqualTo('a');
      proxy.delay(Duration.ofMillis(150));
      long start = System.nanoTime();
      assertThat(echoOf(socket, 'b')).isEqualTo('b');
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    }
  }

  @Test
  void aDelayLetsManyPiecesBeUnderWay() throws IOException {
    int rounds = 20;
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 'a')).isEqualTo('a');
      proxy.delay(Duration.ofMillis(500));
      long start = System.nanoTime();
      for (int i = 0; i < rounds; i++) {
        socket.getOutputStream().write(i);
        // a pause, so that each byte is a piece of its own
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      for (int i = 0; i < rounds; i++) {
        assertThat(socket.getInputStream().read()).isEqualTo(i);
      }
      // one after the other they would take 20 s
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }
  }

  @Test
  void whatIsLostComesLater() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 'a')).isEqualTo('a');
      proxy.lose(1);
      long start = System.nanoTime();
      assertThat(echoOf(socket, 'b')).isEqualTo('b');
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(400));
      proxy.restore();
      assertThat(echoOf(socket, 'c')).isEqualTo('c');
    }
  }

  @Test
  void aTargetThatRefusesEndsTheConnection() throws IOException, InterruptedException {
    echo.close();
    // the end may come as early as during connect(2)
    assertThatThrownBy(
            () -> {
              try (Socket socket = connect()) {
                echoOf(socket, 'a');
              }
            })
        .isInstanceOf(SocketException.class);
  }

  @Test
  void closeBreaksAndRefuses() throws IOException {
    try (Socket socket = connect()) {
      assertThat(echoOf(socket, 'a')).isEqualTo('a');
      proxy.close();
      assertThatThrownBy(() -> echoOf(socket, 'b')).isInstanceOf(SocketException.class);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(5_000);
    socket.connect(new InetSocketAddress(proxy.host(), proxy.port()), 1_000);
    return socket;
  }

  private static int echoOf(Socket socket, char sent) throws IOException {
    socket.getOutputStream().write(sent);
    int answer = socket.getInputStream().read();
    if (answer < 0) {
      throw new SocketException("ended");
    }
    return answer;
  }

  /** Sends back whatever it is sent. */
  private static final class EchoServer {
    private final ServerSocket listener;
    private final Thread acceptor;

    private EchoServer(ServerSocket listener) {
      this.listener = listener;
      this.acceptor = run(this::accept);
    }

    static EchoServer start() throws IOException {
      return new EchoServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    private void accept() {
      while (!listener.isClosed()) {
        try {
          Socket socket = listener.accept();
          run(() -> answer(socket));
        } catch (IOException e) {
          // closed by the test
          return;
        }
      }
    }

    private static void answer(Socket socket) {
      try (socket) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      } catch (IOException e) {
        // cut by the test
      }
    }

    private static Thread run(Runnable work) {
      Thread thread = new Thread(work, "echo");
      thread.setDaemon(true);
      thread.start();
      return thread;
    }

    /** Connections are refused from now on: the port goes on listening while accept(2) runs. */
    void close() throws IOException, InterruptedException {
      listener.close();
      acceptor.join();
    }
  }
}
