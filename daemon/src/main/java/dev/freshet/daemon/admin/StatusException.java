package dev.freshet.daemon.admin;

/** A running daemon's status cannot be had. The message names the cause and the remedy. */
public final class StatusException extends Exception {

  private static final long serialVersionUID = 1L;

  StatusException(String message) {
    super(message);
  }

  StatusException(String message, Throwable cause) {
    super(message, cause);
  }
}
