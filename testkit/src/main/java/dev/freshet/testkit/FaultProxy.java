package dev.freshet.testkit;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A TCP proxy on a loopback port that breaks, refuses, stalls or slows connections on command.
 *
 * <p>A delay holds back each piece of data in both directions as a long link does: many pieces, 32
 * MiB in all, are under way at once in each direction of a connection. A piece is what one read of
 * up to 64 KiB gives. Without a delay the proxy holds one piece at most, so that a receiver that
 * does not read is felt by the sender.
 *
 * <p>Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private final InetSocketAddress target;
  private final int port;
  private final Gate gate = new Gate();
  private final Set<ProxyLink> links = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  /** Null while connections are refused. */
  private @Nullable ProxyListener listener;

  private boolean closed;

  private FaultProxy(InetSocketAddress target, int port) {
    this.target = target;
    this.port = port;
  }

  /**
   * Starts a proxy on a free port that passes everything on.
   *
   * @param host where to
   * @param port where to
   */
  public static FaultProxy start(String host, int port) {
    FaultProxy proxy = new FaultProxy(new InetSocketAddress(host, port), FreePorts.next());
    proxy.restore();
    return proxy;
  }

  /** The address to connect to, always 127.0.0.1. */
  public String host() {
    return "127.0.0.1";
  }

  /** The port to connect to. */
  public int port() {
    return port;
  }

  /** How many connections are open through it now. */
  public int connections() {
    return links.size();
  }

  /** Breaks all existing connections; new ones are passed on as before. */
  public void cut() {
    links.forEach(ProxyLink::close);
  }

  /** Stops listening, so that new connections are refused; existing ones go on. */
  public void refuse() {
    lock.lock();
    try {
      stopListening();
    } finally {
      lock.unlock();
    }
  }

  /** Accepts connections and reads nothing from them, in either direction, until restored. */
  public void stall() {
    gate.shut();
  }

  /**
   * Holds each piece of data back, in both directions.
   *
   * @param duration how long, for each direction
   */
  public void delay(Duration duration) {
    gate.slow(duration);
  }

  /**
   * Pretends packet loss: a piece of data that is lost is sent again after the time that TCP waits
   * at least, and what is behind it waits for it.
   *
   * @param share which share of the pieces is lost, from 0 to 1
   */
  public void lose(double share) {
    gate.lose(share);
  }

  /** Passes everything on again, and listens again if it refused. */
  public void restore() {
    lock.lock();
    try {
      if (listener == null && !closed) {
        listener = ProxyListener.start(port, this::accept);
      }
    } finally {
      lock.unlock();
    }
    gate.open();
  }

  /** Breaks all connections and stops listening for good. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      stopListening();
    } finally {
      lock.unlock();
    }
    cut();
    gate.open();
  }

  private void stopListening() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }

  private void accept(Socket client) {
    ProxyLink link = new ProxyLink(client, gate, links::remove);
    links.add(link);
    Thread thread = new Thread(() -> link.run(target), "fault-proxy-link");
    thread.setDaemon(true);
    thread.start();
  }
}
