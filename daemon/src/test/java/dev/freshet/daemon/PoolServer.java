package dev.freshet.daemon;

import dev.freshet.testkit.FaultProxy;
import dev.freshet.testkit.MemcachedReader;
import dev.freshet.testkit.MemcachedServer;
import dev.freshet.testkit.RemoteMemcached;
import org.jspecify.annotations.Nullable;

/**
 * A server of a {@link TestPool}, with what stands between it and the daemon. Not thread-safe,
 * except for {@link #reader}.
 */
final class PoolServer implements AutoCloseable {

  private final MemcachedServer server;
  private final @Nullable FaultProxy proxy;
  private final @Nullable RemoteMemcached remote;
  private int restarts;

  private PoolServer(
      MemcachedServer server, @Nullable FaultProxy proxy, @Nullable RemoteMemcached remote) {
    this.server = server;
    this.proxy = proxy;
    this.remote = remote;
  }

  /** One that the daemon reaches by itself. */
  static PoolServer direct(String... options) {
    return new PoolServer(MemcachedServer.start(options), null, null);
  }

  /** One behind a proxy that breaks connections. */
  static PoolServer proxied(String... options) {
    MemcachedServer server = MemcachedServer.start(options);
    return new PoolServer(server, FaultProxy.start(server.host(), server.port()), null);
  }

  /** One behind a network link. */
  static PoolServer remote(String... options) {
    RemoteMemcached remote = RemoteMemcached.start(options);
    return new PoolServer(remote.server(), null, remote);
  }

  /** Where the daemon finds it, as {@code host:port}. */
  String address() {
    if (proxy != null) {
      return proxy.host() + ":" + proxy.port();
    }
    return remote != null ? remote.host() + ":" + remote.port() : server.address();
  }

  /** Opens a connection that goes around the proxy. */
  MemcachedReader reader() {
    return server.reader();
  }

  /** The process: SIGSTOP, SIGCONT. */
  MemcachedServer process() {
    return server;
  }

  /** What breaks its connections; only of one that was made so. */
  FaultProxy proxy() {
    if (proxy == null) {
      throw new IllegalStateException("the server has no proxy");
    }
    return proxy;
  }

  /** Its network link; only of one that was made so. */
  RemoteMemcached link() {
    if (remote == null) {
      throw new IllegalStateException("the server has no link");
    }
    return remote;
  }

  /** Starts it again, empty, after it was killed. */
  void restartEmpty() {
    server.restart();
    restarts++;
  }

  /** How often it has lost all that it held. */
  int restarts() {
    return restarts;
  }

  @Override
  public void close() {
    if (proxy != null) {
      proxy.close();
    }
    if (remote != null) {
      remote.close();
    }
    server.close();
  }
}
