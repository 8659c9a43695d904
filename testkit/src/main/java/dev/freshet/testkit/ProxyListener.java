package dev.freshet.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Accepts connections on a loopback port until it is closed. Thread-safe. */
final class ProxyListener {
  private final ServerSocket socket;
  private final Thread acceptor;

  private ProxyListener(ServerSocket socket, Consumer<Socket> accepted) {
    this.socket = socket;
    this.acceptor = new Thread(() -> accept(accepted), "fault-proxy-accept");
  }

  /** Starts to listen. */
  static ProxyListener start(int port, Consumer<Socket> accepted) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      ProxyListener listener = new ProxyListener(socket, accepted);
      listener.acceptor.setDaemon(true);
      listener.acceptor.start();
      return listener;
    } catch (IOException e) {
      throw new ServerException("cannot listen on 127.0.0.1:" + port, e);
    }
  }

  /** Stops listening; when it returns, connections are refused. */
  void close() {
    try {
      socket.close();
      // Linux refuses connections only when the thread has left accept(2) too
      acceptor.join();
    } catch (IOException e) {
      throw new ServerException("cannot stop listening on " + socket, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerException("interrupted while closing " + socket, e);
    }
  }

  private void accept(Consumer<Socket> accepted) {
    while (!socket.isClosed()) {
      try {
        accepted.accept(socket.accept());
      } catch (IOException e) {
        // closed: there is nobody to tell
        return;
      }
    }
  }
}
