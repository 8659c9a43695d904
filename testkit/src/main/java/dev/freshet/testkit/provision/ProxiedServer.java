package dev.freshet.testkit.provision;

import dev.freshet.testkit.FaultProxy;
import java.time.Duration;

/**
 * A server behind a {@link FaultProxy}, where network namespaces are not to be had: its link is
 * long and lossy only as far as a proxy of TCP connections can pretend to be.
 */
final class ProxiedServer implements RemoteServer {
  private final RunningServer server;
  private final FaultProxy proxy;

  private ProxiedServer(RunningServer server, FaultProxy proxy) {
    this.server = server;
    this.proxy = proxy;
  }

  /**
   * Says that this is a substitute, and why.
   *
   * @param objection why there is no network namespace
   */
  static ProxiedServer inPlaceOfANamespace(String objection, RunningServer server) {
    Notice.print(
        "a proxy pretends distance and loss, since there is no network namespace: " + objection);
    return new ProxiedServer(server, FaultProxy.start(server.host(), server.port()));
  }

  @Override
  public RunningServer server() {
    return server;
  }

  @Override
  public String host() {
    return proxy.host();
  }

  @Override
  public int port() {
    return proxy.port();
  }

  @Override
  public String link() {
    return "a proxy, since network namespaces are not to be had here";
  }

  @Override
  public void delay(Duration oneWay) {
    proxy.delay(oneWay);
  }

  @Override
  public void loss(double share) {
    proxy.lose(share);
  }

  @Override
  public void close() {
    proxy.close();
    server.close();
  }
}
