package dev.freshet.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Consumer;

/** One client's connection through a {@link FaultProxy}. Thread-safe. */
final class ProxyLink {
  private static final int CONNECT_MILLIS = 10_000;

  private final Socket client;
  private final Socket server = new Socket();
  private final Gate gate;
  private final Consumer<ProxyLink> whenEnded;

  ProxyLink(Socket client, Gate gate, Consumer<ProxyLink> whenEnded) {
    this.client = client;
    this.gate = gate;
    this.whenEnded = whenEnded;
  }

  /** Passes data on in both directions until both sides have ended or the link is closed. */
  void run(InetSocketAddress target) {
    try {
      gate.pass(Gate.Piece.arrivingNow());
      server.connect(target, CONNECT_MILLIS);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      Thread up = new Thread(() -> pump(client, server), "fault-proxy-up");
      up.setDaemon(true);
      up.start();
      pump(server, client);
      up.join();
    } catch (IOException e) {
      // the target refused: the client learns it by its connection ending
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  /** Breaks both connections; the peers see a reset. */
  void close() {
    reset(client);
    reset(server);
    whenEnded.accept(this);
  }

  private void pump(Socket from, Socket to) {
    try {
      new ProxyFlow(gate).pass(from.getInputStream(), to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // one side is gone: so shall be the other
      reset(from);
      reset(to);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // closed already
    }
    try {
      socket.close();
    } catch (IOException e) {
      throw new ServerException("cannot close a proxied connection", e);
    }
  }
}
