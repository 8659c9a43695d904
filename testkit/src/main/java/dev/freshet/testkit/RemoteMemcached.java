package dev.freshet.testkit;

import dev.freshet.testkit.provision.RemoteServer;
import dev.freshet.testkit.provision.ServerProvider;
import java.time.Duration;
import java.util.List;

/**
 * A real memcached as if on another machine, behind a network link that can be made long and lossy.
 *
 * <p>It runs in a network namespace, and the link loses and delays real packets. Where namespaces
 * are not permitted, or servers come from Docker, a {@link FaultProxy} stands in for the link; that
 * is printed to standard error, and {@link #link()} says so.
 *
 * <p>Not thread-safe, except that {@link #host()} and {@link #port()} never change.
 */
public final class RemoteMemcached implements AutoCloseable {
  private final RemoteServer remote;
  private final MemcachedServer server;

  private RemoteMemcached(RemoteServer remote, MemcachedServer server) {
    this.remote = remote;
    this.server = server;
  }

  /**
   * Starts one whose link is short and loses nothing, and returns once it answers.
   *
   * @param options further options of memcached
   * @throws ServerException if it cannot be had or does not start
   */
  public static RemoteMemcached start(String... options) {
    RemoteServer remote =
        ServerProvider.current().remoteMemcached(MemcachedVersion.NEWEST, List.of(options));
    try {
      return new RemoteMemcached(remote, MemcachedServer.answering(remote.server()));
    } catch (RuntimeException e) {
      remote.close();
      throw e;
    }
  }

  /** The server itself; a reader of it may go beside the link. */
  public MemcachedServer server() {
    return server;
  }

  /** The address to connect to, through the link. */
  public String host() {
    return remote.host();
  }

  /** The port to connect to, through the link. */
  public int port() {
    return remote.port();
  }

  /** What the link is, in a few words for people. */
  public String link() {
    return remote.link();
  }

  /** How long a question and its answer take together at least, from now on. */
  public void roundTrip(Duration duration) {
    remote.delay(duration.dividedBy(2));
  }

  /**
   * Which share of packets is lost in each direction, from now on.
   *
   * @param share from 0 to 1
   */
  public void loss(double share) {
    remote.loss(share);
  }

  /** Makes the link short and lossless again. */
  public void restore() {
    remote.delay(Duration.ZERO);
    remote.loss(0);
  }

  /** Ends it for good, and its link. Does nothing the second time. */
  @Override
  public void close() {
    remote.close();
  }
}
