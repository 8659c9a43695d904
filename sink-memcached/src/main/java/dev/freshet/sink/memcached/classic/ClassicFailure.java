package dev.freshet.sink.memcached.classic;

import java.io.IOException;

/** Why a connection cannot be used any more. An expected event, so it has no stack trace. */
public final class ClassicFailure extends IOException {

  private static final long serialVersionUID = 1L;

  /** What has happened. */
  public enum Reason {
    /** The server says what does not belong to the protocol, or not there. */
    FOREIGN,
    /** The server does not answer in time. */
    SILENT,
    /** The server wants to know who is there. */
    UNAUTHENTICATED,
    /** The server does not take username and password. */
    LOGIN_REFUSED,
    /** The connection has ended, by whichever side. */
    CLOSED
  }

  private final Reason reason;
  private final String said;

  ClassicFailure(Reason reason, String said) {
    super(reason + (said.isEmpty() ? "" : ": " + said));
    this.reason = reason;
    this.said = said;
  }

  public Reason reason() {
    return reason;
  }

  /** The server's own words, unchecked; empty where there are none. */
  public String said() {
    return said;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
