package dev.freshet.sink.memcached.client;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says in words what an exception on a connection means. */
final class Troubles {

  private Troubles() {}

  static ServerTrouble of(Throwable failure) {
    Throwable cause = failure;
    if ((cause instanceof DecoderException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ServerTrouble trouble) {
      return trouble;
    }
    ServerTrouble tls = TlsTroubles.of(cause);
    if (tls != null) {
      return tls;
    }
    if (cause instanceof ConnectTimeoutException || cause instanceof SocketTimeoutException) {
      return new ServerTrouble(
          "does not answer an attempt to connect within connect.timeout",
          "look whether the machine runs and whether a firewall is in between");
    }
    if (cause instanceof ConnectException) {
      return new ServerTrouble(
          "refuses the connection (" + reason(cause) + ")",
          "start memcached there, or correct its address in servers");
    }
    if (cause instanceof IOException) {
      return new ServerTrouble(
          "lost the connection (" + reason(cause) + ")",
          "look whether the server was stopped and whether the network is well");
    }
    return new ServerTrouble(
        "met an unexpected failure (" + cause + ")", "report it with the log around this time");
  }

  /**
   * What it means that a server which is read has been silent for too long.
   *
   * @param connected whether it had been connected to by then
   */
  static ServerTrouble ofSilence(boolean connected) {
    return connected
        ? new ServerTrouble(
            "has not answered for longer than ack.timeout",
            "look whether it hangs or is stopped, and whether the network is well")
        : new ServerTrouble(
            "cannot be reached within connect.timeout and ack.timeout together",
            "look whether the machine runs, and at the name service");
  }

  private static String reason(Throwable cause) {
    @Nullable String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    int address = message.indexOf(": ");
    return address < 0 ? message : message.substring(0, address);
  }
}
