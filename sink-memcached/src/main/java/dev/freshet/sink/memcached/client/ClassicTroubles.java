package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.classic.ClassicFailure;
import dev.freshet.sink.memcached.classic.ClassicProtocol;
import java.io.IOException;
import java.util.Locale;

/** Says in words why a connection over the text or binary protocol is of no use. */
final class ClassicTroubles {

  private ClassicTroubles() {}

  /** What {@code failure} of a connection that was not established yet means. */
  static ServerTrouble ofGreeting(ClassicProtocol protocol, Throwable failure) {
    if (!(failure instanceof ClassicFailure classic)) {
      return Troubles.of(failure);
    }
    return switch (classic.reason()) {
      case FOREIGN -> foreign(protocol, classic.said());
      case SILENT ->
          new ServerTrouble(
              "takes the connection but does not answer within connect.timeout",
              "look whether the server hangs or is stopped, whether it speaks the "
                  + name(protocol)
                  + " protocol, and what listens there");
      case UNAUTHENTICATED ->
          new ServerTrouble(
              "demands authentication, and there is no username that fits",
              "set username and password of the pool as the server knows them (memcached -Y with"
                  + " protocol=text, -S with protocol=binary)");
      case LOGIN_REFUSED ->
          new ServerTrouble(
              "refuses username and password: " + ServerTrouble.quoted(classic.said()),
              "correct username and password, or what the server knows of them");
      case CLOSED ->
          new OtherProtocol(
              "closes the connection before it has answered",
              "look at its log and its connection limit (memcached -c), whether it speaks the "
                  + name(protocol)
                  + " protocol (memcached -B), and at what listens there");
    };
  }

  /** What the end of an established connection means. */
  static ServerTrouble ofEnd(ClassicProtocol protocol, ClassicFailure failure) {
    return failure.reason() == ClassicFailure.Reason.CLOSED
        ? Troubles.of(new IOException("closed"))
        : ofGreeting(protocol, failure);
  }

  private static ServerTrouble foreign(ClassicProtocol protocol, String said) {
    if (said.contains("Too many open connections")) {
      return Handshake.refusal(said);
    }
    return new OtherProtocol(
        "does not speak memcached's "
            + name(protocol)
            + " protocol: it says "
            + ServerTrouble.quoted(said),
        "set the pool's protocol to one that it speaks, or to auto; correct its address in servers"
            + " if something else listens there");
  }

  private static String name(ClassicProtocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }
}
