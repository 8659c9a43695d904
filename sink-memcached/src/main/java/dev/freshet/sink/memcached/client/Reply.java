package dev.freshet.sink.memcached.client;

/** One line that a server sent (memcached doc/protocol.txt, "Meta Commands"). */
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
