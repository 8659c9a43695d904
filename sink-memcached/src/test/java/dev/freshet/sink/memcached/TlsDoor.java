package dev.freshet.sink.memcached;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** Stands in front of a memcached and speaks TLS for it, on a free port of 127.0.0.1. */
final class TlsDoor implements AutoCloseable {

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  TlsDoor(SSLContext context, String host, int port) throws IOException {
    this.host = host;
    this.port = port;
    this.listener =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    background(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket outside = listener.accept();
        Socket inside = new Socket(host, port);
        sockets.add(outside);
        sockets.add(inside);
        background(() -> pass(outside, inside));
        background(() -> pass(inside, outside));
      }
    } catch (IOException e) {
      // closed by close(): there is nobody to tell
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // one side has hung up, or does not want what the other offers
    }
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "tls-door");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
