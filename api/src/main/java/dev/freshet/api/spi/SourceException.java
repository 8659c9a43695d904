package dev.freshet.api.spi;

/** A source cannot go on. The message names the cause and the remedy and holds no secret. */
public final class SourceException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of trouble it is. */
  public enum Kind {
    /** The server does not answer; trying again may help. */
    UNREACHABLE,
    /**
     * Another reader has come to the server with the same identity, and the server goes by that
     * one; coming back would do the same to it.
     */
    DISPLACED,
    /** The server refuses this user, for lack of a password or a grant. */
    REFUSED,
    /** The server is not set up as it must be, for instance has no binlog. */
    MISCONFIGURED,
    /** The server no longer has, or never had, the position that was asked for. */
    POSITION_LOST,
    /** An event could not be decoded, or the stream did what cannot be followed. */
    UNDECODABLE
  }

  private final Kind kind;

  public SourceException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public SourceException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
