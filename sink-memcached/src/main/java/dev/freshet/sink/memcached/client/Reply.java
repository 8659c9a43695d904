package dev.freshet.sink.memcached.client;

import dev.freshet.api.spi.HeldItem;

/**
 * One line that a server sent, and what belongs to it (memcached doc/protocol.txt, "Meta
 * Commands").
 */
sealed interface Reply {

  /** {@code MN}: all commands before the barrier have been carried out. */
  record Barrier() implements Reply {

    static final Barrier INSTANCE = new Barrier();
  }

  /**
   * What became of one meta command.
   *
   * @param code what became of it
   * @param opaque the token that the command carried; {@link #NO_OPAQUE} if none
   * @param cas the CAS value of the item, unsigned, if the command asked for it; else 0, which no
   *     item has
   */
  record Status(Code code, int opaque, long cas) implements Reply {

    static final int NO_OPAQUE = -1;

    /** One that tells no CAS value. */
    Status(Code code, int opaque) {
      this(code, opaque, 0);
    }

    /** The two letters that a status begins with. */
    enum Code {
      /** Stored or deleted. */
      HD,
      /** Not found. */
      NF,
      /** Not stored. */
      NS,
      /** Exists. */
      EX
    }
  }

  /**
   * {@code VA} and the value behind it: what a meta get has found.
   *
   * @param opaque the token that the command carried; {@link Status#NO_OPAQUE} if none
   */
  record Value(int opaque, HeldItem.Present item) implements Reply {}

  /**
   * {@code EN}: a meta get has found nothing.
   *
   * @param opaque the token that the command carried; {@link Status#NO_OPAQUE} if none, or if the
   *     server does not repeat it here, as the first ones with meta commands do not
   */
  record Miss(int opaque) implements Reply {}

  /**
   * {@code ERROR}, {@code CLIENT_ERROR …} or {@code SERVER_ERROR …}. Carries no token.
   *
   * @param text the whole line
   */
  record Failure(String text) implements Reply {}

  /**
   * Any other line, such as an answer to {@code version} or {@code stats}.
   *
   * @param text the whole line
   */
  record Text(String text) implements Reply {}
}
