package dev.freshet.testkit.provision;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A memcached in a network namespace of its own. */
final class NamespacedServer implements RemoteServer {
  private final NetworkNamespace namespace;
  private final RunningServer server;
  private boolean closed;

  private NamespacedServer(NetworkNamespace namespace, RunningServer server) {
    this.namespace = namespace;
    this.server = server;
  }

  static NamespacedServer start(Program program, List<String> options) {
    NetworkNamespace namespace = NetworkNamespace.create();
    List<String> arguments =
        new ArrayList<>(List.of("-l", namespace.host(), "-p", Integer.toString(namespace.port())));
    arguments.addAll(List.of("-U", "0", "-u", "root"));
    arguments.addAll(options);
    try {
      return new NamespacedServer(
          namespace,
          LocalProcess.start(
              namespace.host(),
              namespace.port(),
              namespace.enter(program.with(arguments)),
              RunFolders.create()));
    } catch (RuntimeException e) {
      namespace.close();
      throw e;
    }
  }

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public String host() {
    return server.host();
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public String link() {
    return "a network namespace, packet by packet";
  }

  @Override
  public void delay(Duration oneWay) {
    namespace.delay(oneWay);
  }

  @Override
  public void loss(double share) {
    namespace.loss(share);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      server.close();
      namespace.close();
    }
  }
}
