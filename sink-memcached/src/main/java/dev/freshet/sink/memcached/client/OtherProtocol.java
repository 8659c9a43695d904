package dev.freshet.sink.memcached.client;

/** The server was reached, and what it did is what one does that speaks another protocol. */
final class OtherProtocol extends ServerTrouble {

  private static final long serialVersionUID = 1L;

  OtherProtocol(String message, String remedy) {
    super(message, remedy);
  }
}
