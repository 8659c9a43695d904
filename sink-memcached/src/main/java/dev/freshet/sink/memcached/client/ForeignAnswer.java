package dev.freshet.sink.memcached.client;

/** The server said what it does not say in the protocol that it was spoken to in, or not there. */
final class ForeignAnswer extends ServerTrouble {

  private static final long serialVersionUID = 1L;

  ForeignAnswer(String said) {
    super(
        "does not speak memcached's protocol: it says " + quoted(said),
        "correct its address in servers if something else listens there, else look at its version");
  }
}
