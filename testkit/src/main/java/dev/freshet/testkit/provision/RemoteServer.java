package dev.freshet.testkit.provision;

import java.time.Duration;

/** A server behind a network link that can be made long and lossy. Not thread-safe. */
public interface RemoteServer extends AutoCloseable {

  /** The server; its address may be one beside the link. */
  RunningServer server();

  /** The address at the other end of the link. */
  String host();

  /** The port at the other end of the link. */
  int port();

  /** What the link is, in a few words for people. */
  String link();

  /** How long everything takes, in each direction. */
  void delay(Duration oneWay);

  /** Which share of packets is lost, from 0 to 1, in each direction. */
  void loss(double share);

  /** Closes the link too. Does nothing the second time. */
  @Override
  void close();
}
