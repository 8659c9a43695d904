package dev.freshet.sink.memcached.classic;

import java.net.InetSocketAddress;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.MemcachedClientStateListener;

/** Tells when the connection of a client that has only one is gone. */
final class EndOfConnection implements MemcachedClientStateListener {

  private final Runnable onEnd;

  EndOfConnection(Runnable onEnd) {
    this.onEnd = onEnd;
  }

  @Override
  public void onDisconnected(MemcachedClient client, InetSocketAddress server) {
    onEnd.run();
  }

  @Override
  public void onStarted(MemcachedClient client) {
    // it is of interest when it has ended only
  }

  @Override
  public void onConnected(MemcachedClient client, InetSocketAddress server) {
    // it is of interest when it has ended only
  }

  @Override
  public void onShutDown(MemcachedClient client) {
    // the connection has ended before
  }

  @Override
  public void onException(MemcachedClient client, Throwable failure) {
    // ends the connection where it concerns it
  }
}
