package dev.freshet.testkit;

import dev.freshet.testkit.provision.RunningServer;
import dev.freshet.testkit.provision.ServerProvider;
import dev.freshet.testkit.provision.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A real memcached on a free port, of the loopback unless it is {@link RemoteMemcached remote}.
 *
 * <p>Not thread-safe, except that {@link #host()} and {@link #port()} never change.
 */
public final class MemcachedServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final RunningServer server;
  private final String version;

  private MemcachedServer(RunningServer server, String version) {
    this.server = server;
    this.version = version;
  }

  /**
   * Starts the newest memcached that can be had and returns once it answers.
   *
   * @param options further options of memcached, for instance {@code -m}, {@code 8}
   * @throws ServerException if it cannot be had or does not start
   */
  public static MemcachedServer start(String... options) {
    return start(MemcachedVersion.NEWEST, options);
  }

  /**
   * Starts a memcached and returns once it answers.
   *
   * @param version which one
   * @param options further options of memcached
   * @throws ServerException if it cannot be had or does not start
   */
  public static MemcachedServer start(MemcachedVersion version, String... options) {
    return answering(ServerProvider.current().memcached(version, List.of(options)));
  }

  /** Returns once it answers, and closes it if it does not. */
  static MemcachedServer answering(RunningServer server) {
    try {
      return new MemcachedServer(server, awaitAnswer(server));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The address it listens on: 127.0.0.1, unless it is {@link RemoteMemcached remote}. */
  public String host() {
    return server.host();
  }

  /** The port it listens on; stays the same over {@link #restart()}. */
  public int port() {
    return server.port();
  }

  /** {@code host:port}, as pool configurations write it. */
  public String address() {
    return host() + ":" + port();
  }

  /** What the server says its version is, for instance {@code 1.6.45}. */
  public String version() {
    return version;
  }

  /** Opens a connection for looking at what the server holds. */
  public MemcachedReader reader() {
    return MemcachedReader.open(host(), port());
  }

  /** Ends it with SIGKILL; connections break and new ones are refused. */
  public void kill() {
    server.kill();
  }

  /** Starts it again on the same port, empty; ends it first if it still runs. */
  public void restart() {
    server.restart();
    awaitAnswer(server);
  }

  /** Stops it with SIGSTOP: connections stay open and are accepted, nothing is answered. */
  public void pause() {
    server.pause();
  }

  /** Lets it go on after {@link #pause()}. */
  public void resume() {
    server.resume();
  }

  /** Ends it for good. Does nothing the second time. */
  @Override
  public void close() {
    server.close();
  }

  private static String awaitAnswer(RunningServer server) {
    return Waiting.forAnswer(
        "memcached",
        server,
        START_LIMIT,
        () -> {
          try (MemcachedReader reader = MemcachedReader.connect(server.host(), server.port())) {
            return reader.version();
          } catch (IOException e) {
            throw new ServerException("no answer", e);
          }
        });
  }
}
